using System.Globalization;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Storage.Tests.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Locking;

/// <summary>The contract of the lock store of every store. A derived class passes the backend.</summary>
public abstract class LockContract(IBackend backend) : IDisposable
{
    private static readonly Person Amy = new("amy", "Amy");
    private static readonly Person Bob = new("bob", "Bob \"the\" Ü");

    [Fact]
    public async Task Locks_are_read_before_and_after_a_restart()
    {
        var held = await TakenAsync(Acquire("s", "/a~1b/ü", by: Bob));
        await TakenAsync(Acquire("s", "/c"));
        await TakenAsync(Acquire("s", "", id: "other"));
        await CheckAsync();
        backend.Reopen();
        await CheckAsync();
        Assert.IsType<LockDecision.Refused>(await backend.Locks.ChangeAsync(Acquire("t", "")));

        async Task CheckAsync()
        {
            var all = await backend.Locks.ListAsync("notes", ["a", "other", "none"]);
            Assert.Equal(held, all["a"].First());
            Assert.Equal([1, 2], all["a"].Select(l => l.Fence));
            Assert.Single(all["other"]);
            Assert.Empty(all["none"]);
            Assert.Empty(await backend.Locks.ListAsync("others", ["a"]));
        }
    }

    [Fact]
    public async Task The_fence_rises_after_locks_expired_and_across_restarts()
    {
        await TakenAsync(Acquire("s", "/a", seconds: 5));
        await TakenAsync(Acquire("s", "/b", seconds: 9));
        backend.Clock.Now += TimeSpan.FromSeconds(5);
        Assert.Equal([2L], (await ListAsync()).Select(l => l.Fence));
        Assert.Equal([Key()], await backend.Locks.FindExpiredAsync());
        Assert.Equal([1L], (await backend.Locks.ChangeAsync(new LockCommand.Clear(Key()))).Expired.Select(l => l.Fence));
        Assert.Empty(await backend.Locks.FindExpiredAsync());
        backend.Clock.Now += TimeSpan.FromSeconds(5);
        backend.Reopen();
        Assert.Equal([2L], (await backend.Locks.ChangeAsync(new LockCommand.Clear(Key()))).Expired.Select(l => l.Fence));
        Assert.Equal(3, (await TakenAsync(Acquire("s", "/a"))).Fence);
    }

    [Fact]
    public async Task A_lock_that_was_taken_while_the_clock_was_ahead_has_expired()
    {
        backend.Clock.Now += TimeSpan.FromDays(400);
        await TakenAsync(Acquire("s", "/a", seconds: 60));
        backend.Clock.Now -= TimeSpan.FromSeconds(50);
        Assert.Single(await ListAsync());
        Assert.Empty(await backend.Locks.FindExpiredAsync());
        backend.Clock.Now -= TimeSpan.FromDays(400);
        Assert.Empty(await ListAsync());
        Assert.Equal([Key()], await backend.Locks.FindExpiredAsync());
        await TakenAsync(Acquire("t", "/a", by: Bob));
        Assert.Equal([Bob], (await ListAsync()).Select(l => l.Holder));
    }

    [Fact]
    public async Task A_lock_can_precede_its_document_and_outlives_a_delete()
    {
        await TakenAsync(Acquire("t", "/a", by: Bob));
        Assert.Equal("Bob \"the\" Ü", (await RefusedAsync(Put("s", 1, None, "one"), Refusal.Locked)).Lock!.Holder.Name);
        var head = await backend.Log.WriteAsync(Put("t", 1, None, "one"));
        await RefusedAsync(Put("s", 1, On(head.ETag), "two"), Refusal.Locked);
        var tombstone = await backend.Log.WriteAsync(Delete("t", 2, On(head.ETag)));
        backend.Reopen();
        await RefusedAsync(Put("s", 1, On(tombstone.ETag), "again"), Refusal.Locked);
        backend.Clock.Now += TimeSpan.FromMinutes(1);
        await backend.Log.WriteAsync(Put("s", 1, On(tombstone.ETag), "again"));
    }

    [Fact]
    public async Task The_saves_of_a_batch_are_checked_only_against_the_locks_of_their_document()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "one"));
        await backend.Log.WriteAsync(Put("s", 1, None, "one", id: "free"));
        await TakenAsync(Acquire("t", ""));
        var decisions = await backend.Log.CommitAsync([Put("s", 2, On(head.ETag), "two"), Put("s", 2, None, "two", id: "free"), Put("t", 1, On(head.ETag), "three"), Put("s", 2, On(head.ETag), "two")]);
        Assert.Equal(Refusal.Locked, Assert.IsType<SaveDecision.Refused>(decisions[0]).Reason);
        Assert.IsType<SaveDecision.Written>(decisions[1]);
        Assert.IsType<SaveDecision.Written>(decisions[2]);
        Assert.Equal(Refusal.Locked, Assert.IsType<SaveDecision.Refused>(decisions[3]).Reason);
    }

    [Fact]
    public async Task A_save_renews_only_the_locks_of_its_session()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "one"));
        await TakenAsync(Acquire("s", "/a", seconds: 10));
        await TakenAsync(Acquire("s", "/b", seconds: 20));
        await TakenAsync(Acquire("s", "/a", seconds: 30, id: "other"));
        var before = backend.Clock.Now;
        backend.Clock.Now += TimeSpan.FromSeconds(9);
        var second = await backend.Log.WriteAsync(Put("s", 2, On(head.ETag), "two"));
        await CheckAsync();
        backend.Reopen();
        await CheckAsync();
        backend.Clock.Now += TimeSpan.FromSeconds(9);
        Assert.IsType<SaveDecision.Unchanged>(await backend.Log.SaveAsync(Put("s", 3, On(second.ETag), "two")));
        await CheckAsync();

        async Task CheckAsync()
        {
            Assert.Equal([backend.Clock.Now.AddSeconds(10), backend.Clock.Now.AddSeconds(20)], (await ListAsync()).Select(l => l.ExpiresAt));
            Assert.Equal([before.AddSeconds(30)], (await backend.Locks.ListAsync("notes", ["other"]))["other"].Select(l => l.ExpiresAt));
        }
    }

    [Fact]
    public async Task A_lock_that_is_taken_over_or_released_is_removed()
    {
        var held = await TakenAsync(Acquire("t", "/a", seconds: 300));
        Assert.IsType<LockDecision.Refused>(await backend.Locks.ChangeAsync(Acquire("u", "", by: Bob, takeover: true)));
        var taken = Assert.IsType<LockDecision.Taken>(await backend.Locks.ChangeAsync(Acquire("u", "", by: Bob, takeover: true) with { ByOwner = true }));
        Assert.Equal([held], taken.Lost);
        Assert.Equal([taken.Lock], await ListAsync());
        Assert.IsType<LockDecision.NotHeld>(await backend.Locks.ChangeAsync(new LockCommand.Renew(Key(), Session("t"), held.Fence, Ttl: null)));
        Assert.IsType<LockDecision.Released>(await backend.Locks.ChangeAsync(new LockCommand.Release(Key(), Session("u"), taken.Lock.Fence)));
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Of_many_concurrent_requests_for_a_lock_one_succeeds()
    {
        await backend.Log.WriteAsync(Put("s", 1, None, "one"));
        foreach (var id in new[] { "a", "unseen" })
        {
            var decisions = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => backend.Locks.ChangeAsync(Acquire($"s{i}", i % 2 == 0 ? "" : "/a", id: id)))));
            var taken = Assert.IsType<LockDecision.Taken>(Assert.Single(decisions, d => d is LockDecision.Taken or LockDecision.Renewed));
            Assert.All(decisions.OfType<LockDecision.Refused>(), d => Assert.Equal(taken.Lock, d.Lock));
        }
    }

    /// <summary>
    /// Sessions take over the lock from each other and save its fence. A session that lost the lock cannot save, so no version has a lower fence than the one
    /// before.
    /// </summary>
    [Fact]
    public async Task No_session_saves_under_a_lost_lock()
    {
        var policy = CollectionPolicy.Default with { Mode = SaveMode.Pessimistic, AllowForce = true };
        await backend.Log.WriteAsync(Put(null, null, None, "0"));
        using var writer = new SemaphoreSlim(backend.Log.MaxBatches);
        var accepted = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(async () =>
        {
            var count = 0;
            for (var i = 0; i < 10; i++)
            {
                var fence = await backend.Locks.ChangeAsync(Acquire($"s{n}", "", takeover: true)) switch
                {
                    LockDecision.Taken { Lock.Fence: var taken } => taken,
                    LockDecision.Renewed { Lock.Fence: var had } => had,
                    var other => throw new InvalidOperationException($"{other}"),
                };
                for (var save = 0; save < 3; save++)
                {
                    var put = Put($"s{n}", null, new Precondition.IfMatchAny(), $"{fence}") with { Policy = policy };
                    await writer.WaitAsync();
                    count += await backend.Log.SaveAsync(put) is SaveDecision.Written or SaveDecision.Unchanged ? 1 : 0;
                    writer.Release();
                }
            }

            return count;
        })));
        var revisions = await backend.Reader.RevisionsAsync(Key(), before: null, limit: 1000);
        var fences = new List<long>();
        foreach (var revision in revisions!.Reverse())
        {
            fences.Add(long.Parse((await backend.Reader.ReadAsync(Key(), revision.ETag.Version))!.Value.Content.Text(), CultureInfo.InvariantCulture));
        }

        Assert.Equal(fences.Order(), fences);
        // The last holder still has it.
        Assert.True(accepted.Sum() >= 3, $"{accepted.Sum()} accepted");
    }

    [Fact]
    public async Task A_locked_document_that_does_not_exist_is_not_created_by_other_sessions()
    {
        var log = backend.Log;
        for (var i = 0; i < 15; i++)
        {
            var id = $"new{i}";
            var creating = Task.Run(() => log.SaveAsync(Put("s", 1, None, "one", id)));
            await TakenAsync(Acquire("t", "", id: id));
            // The document does not exist although the lock does, so the create came too late.
            if (await backend.Reader.NewestAsync(Key(id), atLeast: 1) is null)
            {
                Assert.Equal(Refusal.Locked, Assert.IsType<SaveDecision.Refused>(await creating).Reason);
            }

            await creating;
        }
    }

    /// <summary>With random saves, locks, restarts and times the store decides as the in-memory model does.</summary>
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task The_decisions_equal_those_of_the_model(int seed)
    {
        var random = new Random(seed);
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        for (var i = 0; i < 250; i++)
        {
            if (random.Next(50) == 0)
            {
                backend.Reopen();
            }

            backend.Clock.Now += TimeSpan.FromSeconds(random.Next(4));
            var id = $"d{random.Next(2)}";
            var model = models.TryGetValue(id, out var known) ? known : models[id] = new Model(Key(id), SessionLimits.Default);
            string expected, got;
            if (random.Next(2) == 0)
            {
                var command = RandomChange(random, id);
                var decision = model.Change(command, backend.Clock.Now);
                (expected, got) = (Describe(decision), Describe(await backend.Locks.ChangeAsync(command)));
            }
            else
            {
                var command = RandomSave(random, id, model);
                var decision = model.Save(command, backend.Clock.Now);
                (expected, got) = (Model.Describe(decision), Model.Describe(await backend.Log.SaveAsync(command)));
            }

            Assert.True(expected == got, $"seed {seed}, round {i}: expected {expected}, got {got}");
            Assert.Equal(model.Locks.Where(l => l.IsLive(backend.Clock.Now)).OrderBy(l => l.Fence), (await backend.Locks.ListAsync("notes", [id]))[id]);
        }
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    private static LockCommand RandomChange(Random random, string id)
    {
        var session = $"s{random.Next(3)}";
        return random.Next(5) switch
        {
            0 => new LockCommand.Renew(Key(id), Session(session), random.Next(1, 40), random.Next(2) == 0 ? null : TimeSpan.FromSeconds(7)),
            1 => new LockCommand.Release(Key(id), Session(session), random.Next(1, 40)),
            _ => Acquire(session, new[] { "", "/a", "/a/b", "/b" }[random.Next(4)], random.Next(5, 20), id, random.Next(4) == 0 ? Bob : Amy, random.Next(4) == 0),
        };
    }

    private static SaveCommand RandomSave(Random random, string id, Model model)
    {
        var on = model.Head is { } head && random.Next(6) > 0 ? On(head.ETag) : None;
        var json = $$$"""{"a":{"b":{{{random.Next(3)}}}},"b":{{{random.Next(3)}}}}""";
        var patch = random.Next(2) == 0 ? """{"a":{"b":5}}""" : """{"b":6,"c":null}""";
        var session = random.Next(8) == 0 ? null : $"s{random.Next(3)}";
        return (random.Next(8) switch
        {
            0 => Command(SaveMethod.Delete, session, sequence: null, on, body: null, id),
            1 or 2 => Command(SaveMethod.Patch, session, sequence: null, on, new Content(Content.MergePatchType, Encoding.UTF8.GetBytes(patch)), id),
            _ => Command(SaveMethod.Put, session, sequence: null, on, new Content("application/json", Encoding.UTF8.GetBytes(json)), id),
        }) with
        {
            Policy = CollectionPolicy.Default with { Mode = (SaveMode)random.Next(3) },
        };
    }

    private static LockCommand.Acquire Acquire(string session, string scope, int seconds = 60, string id = "a", Person? by = null, bool takeover = false)
    {
        Assert.True(JsonPointer.TryParse(scope, out var place));
        return new LockCommand.Acquire(Key(id), Session(session), by ?? Amy, place, TimeSpan.FromSeconds(seconds), takeover);
    }

    private static string Describe(LockDecision decision) => $"{decision switch
    {
        LockDecision.Taken taken => $"{taken.Lock} for {string.Join(", ", taken.Lost.Select(l => l.Fence))}",
        _ => decision.ToString()!.Split("Expired")[0] + decision.ToString()!.Split("Lock =").ElementAtOrDefault(1),
    }} after {string.Join(", ", decision.Expired.Select(l => l.Fence))}";

    private async Task<DocumentLock> TakenAsync(LockCommand command) => Assert.IsType<LockDecision.Taken>(await backend.Locks.ChangeAsync(command)).Lock;

    private async Task<SaveDecision.Refused> RefusedAsync(SaveCommand command, Refusal reason)
    {
        var refused = Assert.IsType<SaveDecision.Refused>(await backend.Log.SaveAsync(command));
        Assert.Equal(reason, refused.Reason);
        return refused;
    }

    private async Task<IEnumerable<DocumentLock>> ListAsync() => (await backend.Locks.ListAsync("notes", ["a"]))["a"];
}
