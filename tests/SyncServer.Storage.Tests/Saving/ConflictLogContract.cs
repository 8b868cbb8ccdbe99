using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Saving;

/// <summary>The contract of the conflict log of every store.</summary>
public abstract class ConflictLogContract(IBackend backend) : IDisposable
{
    private static readonly Person Amy = new("amy", "Amy");
    private static readonly Person Bob = new("bob", "Bob");

    [Fact]
    public async Task Written_conflicts_are_read_before_and_after_a_restart()
    {
        await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var met = Conflict(1) with { Session = Session("s"), Base = 1, Head = 3, Mergeable = true, Times = 4 };
        var bare = Conflict(2) with { Kind = ConflictKind.AlreadyExists, By = Bob, At = met.At.AddMilliseconds(-1) };
        Assert.Empty(await backend.Conflicts.WriteAsync([met, bare], []));
        Assert.Equal([met, bare], await backend.Conflicts.ListAsync(Key(), before: null, limit: 10));
        backend.Reopen();
        Assert.Equal([met, bare], await backend.Conflicts.ListAsync(Key(), before: null, limit: 10));
        Assert.Empty(await backend.Conflicts.ListAsync(Key("b"), before: null, limit: 10));
    }

    [Fact]
    public async Task A_repeated_conflict_is_counted()
    {
        await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var first = Conflict(1) with { Times = 2 };
        await backend.Conflicts.WriteAsync([first], []);
        await backend.Conflicts.WriteAsync([first with { At = first.At.AddHours(1), Head = 9, Times = 40, Mergeable = false }], []);
        await backend.Conflicts.WriteAsync([first with { Times = 0, Mergeable = true }], []);
        Assert.Equal([first with { Times = 42, Mergeable = false }], await backend.Conflicts.ListAsync(Key(), before: null, limit: 10));
    }

    [Fact]
    public async Task A_conflict_is_settled_once_and_by_a_later_version()
    {
        await backend.Log.CommitAsync([Put("s", 1, None, "a"), Put("s", 1, None, "a", id: "b")]);
        var met = Conflict(1) with { Head = 5 };
        var settlement = new Settlement(SaveOutcome.Merged, 6, Bob, met.At.AddMilliseconds(1500));
        Assert.Empty(await backend.Conflicts.WriteAsync([met], [new ConflictSettlement(Key(), met.Id, Before: 4, settlement)]));
        Assert.Empty(await backend.Conflicts.WriteAsync([], [new ConflictSettlement(Key("b"), met.Id, Before: 5, settlement)]));
        Assert.Empty(await backend.Conflicts.WriteAsync([], [new ConflictSettlement(Key(), Conflict(2).Id, Before: 5, settlement)]));
        Assert.Null(Assert.Single(await backend.Conflicts.ListAsync(Key(), before: null, limit: 10)).Settled);

        Assert.Equal([TimeSpan.FromMilliseconds(1500)], await backend.Conflicts.WriteAsync([], [new ConflictSettlement(Key(), met.Id, Before: 5, settlement)]));
        Assert.Empty(await backend.Conflicts.WriteAsync([], [new ConflictSettlement(Key(), met.Id, Before: 8, settlement with { Version = 9 })]));
        await backend.Conflicts.WriteAsync([met], []);
        Assert.Equal([met with { Times = 2, Settled = settlement }], await backend.Conflicts.ListAsync(Key(), before: null, limit: 10));
    }

    [Fact]
    public async Task Concurrent_writers_of_the_same_conflicts_in_different_order_both_succeed()
    {
        const int times = 20;
        await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var met = Enumerable.Range(1, 200).Select(n => Conflict(n) with { Times = 1 }).ToList();
        var settled = new Settlement(SaveOutcome.Merged, 6, Bob, backend.Clock.Now);
        await Task.WhenAll(Enumerable.Range(0, 2 * times).Select(i => Task.Run(async () =>
        {
            var some = i % 2 is 0 ? met : met.AsEnumerable().Reverse().ToList();
            await backend.Conflicts.WriteAsync(some, []);
            await backend.Conflicts.WriteAsync([], some.ConvertAll(one => new ConflictSettlement(Key(), one.Id, Before: 9, settled)));
        })));
        var listed = await backend.Conflicts.ListAsync(Key(), before: null, limit: 1000);
        Assert.Equal(200, listed.Count);
        Assert.All(listed, one => Assert.Equal((2 * times, settled), (one.Times, one.Settled)));
    }

    [Fact]
    public async Task One_batch_can_record_and_settle_conflicts()
    {
        await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var met = Enumerable.Range(1, 300).Select(n => Conflict(n) with { At = backend.Clock.Now.AddMilliseconds(n) }).ToList();
        var settlement = new Settlement(SaveOutcome.Verified, 2, Amy, backend.Clock.Now.AddSeconds(1));
        var open = await backend.Conflicts.WriteAsync(met, [.. met.Take(100).Select(c => new ConflictSettlement(Key(), c.Id, Before: 1, settlement))]);
        Assert.Equal(Enumerable.Range(1, 100).Select(n => 1000.0 - n), open.Select(time => time.TotalMilliseconds).OrderDescending());
        Assert.Equal(100, (await backend.Conflicts.ListAsync(Key(), before: null, limit: 1000)).Count(c => c.Settled is not null));
    }

    [Fact]
    public async Task Forced_saves_are_listed_among_the_conflicts_in_pages()
    {
        var forced = new Precondition.IfMatchAny();
        var policy = CollectionPolicy.Default with { AllowForce = true };
        await backend.Log.WriteAsync(Put("s", 1, None, "0"));
        var all = new List<ConflictRecord>();
        for (var n = 1; n <= 12; n++)
        {
            // Some have the same millisecond.
            backend.Clock.Now += TimeSpan.FromMilliseconds(n % 3);
            var head = await backend.Log.WriteAsync(Put("t", n, forced, $"{n}") with { Policy = policy, By = Bob });
            all.Add(new ConflictRecord
            {
                Id = new ConflictId((UInt128)head.Version), Key = Key(), Kind = ConflictKind.Forced, At = backend.Clock.Now, By = Bob, Session = Session("t"),
                Head = head.Version - 1, Times = 1, Settled = new Settlement(SaveOutcome.Forced, head.Version, Bob, backend.Clock.Now),
            });
            all.Add(Conflict(n) with { At = backend.Clock.Now });
        }

        await backend.Conflicts.WriteAsync([.. all.Where(c => c.Kind is not ConflictKind.Forced)], []);
        var expected = all.OrderByDescending(c => c.At).ThenByDescending(c => c.Id.Hash).ToList();
        Assert.Equal(expected, await backend.Conflicts.ListAsync(Key(), before: null, limit: 100));
        for (var size = 1; size < 6; size++)
        {
            var read = new List<ConflictRecord>();
            while (await backend.Conflicts.ListAsync(Key(), read.LastOrDefault()?.Mark, size) is { Count: > 0 } page)
            {
                read.AddRange(page);
            }

            Assert.Equal(expected, read);
        }
    }

    [Fact]
    public async Task The_referenced_versions_are_listed()
    {
        await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        Assert.Empty(await backend.Conflicts.ListReferencedVersionsAsync(Key("never"), DateTimeOffset.MinValue));
        Assert.Empty(await backend.Conflicts.ListReferencedVersionsAsync(Key(), DateTimeOffset.MinValue));
        await backend.Conflicts.WriteAsync([Conflict(1) with { Base = 11, Head = 14 }, Conflict(2) with { Head = 20 }], []);
        await backend.Conflicts.WriteAsync([], [new ConflictSettlement(Key(), Conflict(1).Id, Before: 30, new Settlement(SaveOutcome.Verified, 31, Amy, backend.Clock.Now))]);
        await backend.Log.WriteAsync(Put("t", 1, new Precondition.IfMatchAny(), "b") with { Policy = CollectionPolicy.Default with { AllowForce = true } });
        Assert.Equal([1, 2, 11, 14, 20, 31], (await backend.Conflicts.ListReferencedVersionsAsync(Key(), DateTimeOffset.MinValue)).Order());
        Assert.Equal([1, 2], (await backend.Conflicts.ListReferencedVersionsAsync(Key(), backend.Clock.Now.AddMilliseconds(1))).Order());
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    private ConflictRecord Conflict(int number) => new()
    {
        Id = ConflictId.Of("secret"u8, Key(), Amy, session: null, new ETag(number, 7), ConflictKind.EditConflict),
        Key = Key(),
        Kind = ConflictKind.EditConflict,
        At = backend.Clock.Now,
        By = Amy,
        Head = 1,
        Times = 1,
    };
}
