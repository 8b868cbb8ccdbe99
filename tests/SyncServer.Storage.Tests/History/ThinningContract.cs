using System.Collections.Frozen;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.History;

/// <summary>The contract of thinning in every store, with session records that have expired by then. A derived class passes the backend.</summary>
public abstract class ThinningContract(IBackend backend) : IDisposable
{
    private static readonly HistoryPolicy Default = HistoryPolicy.Default;

    /// <summary>The limits of the store: no session record refers to versions that are old enough to be removed.</summary>
    internal static SessionLimits Sessions { get; } = new(TimeSpan.FromMinutes(30));

    [Fact]
    public async Task Kept_versions_keep_their_bytes_and_can_be_saved_on()
    {
        var history = new GrownHistory(backend, new Random(21));
        for (var round = 0; round < 3; round++)
        {
            await history.GrowAsync(saves: 80, days: 2);
            if (round == 1)
            {
                backend.Reopen();
            }

            backend.Clock.Now += TimeSpan.FromHours(round == 2 ? 24 * 40 : 20);
            var slices = await ThinAsync(Default);
            Assert.All(slices.Where(slice => slice.Document is not null), slice => Assert.InRange(slice.Versions, 1, 256));
            foreach (var id in history.Ids)
            {
                await history.CheckAsync(id, history.Kept(id, Default));
            }

            // The pass is complete, and the next pass has nothing to do.
            Assert.Empty(await ThinAsync(Default));
        }
    }

    [Fact]
    public async Task Versions_that_were_saved_while_the_clock_was_ahead_do_not_hold_up_the_others()
    {
        var history = new GrownHistory(backend, new Random(41));
        backend.Clock.Now += TimeSpan.FromDays(400);
        await history.GrowAsync(saves: 10, days: 1);
        backend.Clock.Now -= TimeSpan.FromDays(401);
        await history.GrowAsync(saves: 40, days: 1);
        backend.Clock.Now += TimeSpan.FromHours(30);
        Assert.NotEmpty(await ThinAsync(Default));
        foreach (var id in history.Ids)
        {
            await history.CheckAsync(id, history.Kept(id, Default));
        }
    }

    [Fact]
    public async Task After_a_stop_at_any_slice_kept_versions_are_complete_and_the_next_pass_continues()
    {
        var history = new GrownHistory(backend, new Random(31));
        await history.GrowAsync(saves: 70, days: 1);
        backend.Clock.Now += TimeSpan.FromHours(30);
        var kept = history.Ids.ToDictionary(id => id, id => history.Kept(id, Default));
        var slices = 0;
        while (await ThinAsync(Default, slices: 1) is [var slice])
        {
            slices++;
            if (slices % 5 == 0)
            {
                backend.Reopen();
            }

            var id = slice.Document?.Id;
            foreach (var version in id is null ? [] : kept[id])
            {
                await history.CheckAsync(id!, version);
            }
        }

        Assert.InRange(slices, 3, 100);
        foreach (var id in history.Ids)
        {
            await history.CheckAsync(id, kept[id]);
        }
    }

    [Fact]
    public async Task A_head_whose_snapshot_was_removed_can_be_saved_on()
    {
        var texts = new List<string> { new('x', 300) };
        var head = await backend.Log.WriteAsync(Put("s", 1, None, texts[0]));
        await TypeAsync(7);
        backend.Clock.Now += TimeSpan.FromHours(25);
        Assert.Equal(7, (await ThinAsync(Default)).Sum(s => s.Versions));

        // The cache, or the document's row, still refers to the first snapshot, which was removed.
        await TypeAsync(3);
        backend.Reopen();
        await TypeAsync(3);
        backend.Clock.Now += TimeSpan.FromHours(25);
        Assert.Equal(5, (await ThinAsync(Default)).Sum(s => s.Versions));
        backend.Reopen();
        await TypeAsync(2);
        foreach (var version in new[] { 8, 14, 15, 16 })
        {
            Assert.Equal(texts[version - 1], (await backend.Reader.ReadAsync(Key(), version))!.Value.Content.Text());
        }

        Assert.Equal([16, 15, 14, 8], (await backend.Reader.RevisionsAsync(Key(), before: null, limit: 100))!.Select(r => r.ETag.Version));

        async Task TypeAsync(int saves)
        {
            for (var i = 0; i < saves; i++)
            {
                texts.Add(texts[^1].Insert(texts.Count * 3, $"{texts.Count}"));
                head = await backend.Log.WriteAsync(Put("s", head.Version + 1, On(head.ETag), texts[^1]));
            }
        }
    }

    [Fact]
    public async Task A_replay_of_an_old_save_is_never_taken_for_a_new_save()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var second = await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "b"));
        var third = await backend.Log.WriteAsync(Put("s", null, On(second.ETag), "c"));
        var fourth = await backend.Log.WriteAsync(Put("s", 4, On(third.ETag), "d"));
        var other = await backend.Log.WriteAsync(Put("t", 1, On(fourth.ETag), "e"));
        backend.Clock.Now += TimeSpan.FromHours(25);
        Assert.Equal(3, (await ThinAsync(Default)).Sum(s => s.Versions));
        foreach (var cold in new[] { false, true })
        {
            if (cold)
            {
                backend.Reopen();
            }

            foreach (var late in new[] { Put("s", 1, None, "a"), Put("s", 2, On(first.ETag), "b"), Put("s", null, On(second.ETag), "c"), Put("s", 4, On(third.ETag), "d"), Put("u", 1, On(second.ETag), "f") })
            {
                Assert.True(await backend.Log.SaveAsync(late) is SaveDecision.Refused or SaveDecision.Repeated, $"{late.Session} {late.Sequence}");
            }

            Assert.Equal(other.ETag, (await backend.Reader.NewestAsync(Key()))!.ETag);
        }
    }

    [Fact]
    public async Task Versions_that_a_conflict_refers_to_are_kept()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "0"));
        for (var i = 1; i < 8; i++)
        {
            head = await backend.Log.WriteAsync(Put("s", i + 1, On(head.ETag), $"{i}"));
        }

        await backend.Conflicts.WriteAsync(
            [new ConflictRecord { Id = new ConflictId(1), Key = Key(), Kind = ConflictKind.EditConflict, At = backend.Clock.Now, By = new Person("bob", "Bob"), Base = 2, Head = 4, Times = 1 }],
            [new ConflictSettlement(Key(), new ConflictId(1), 5, new Settlement(SaveOutcome.Verified, 6, new Person("bob", "Bob"), backend.Clock.Now))]);
        backend.Clock.Now += TimeSpan.FromDays(89);
        await ThinAsync(Default);
        Assert.Equal([8, 6, 4, 2], (await backend.Reader.RevisionsAsync(Key(), before: null, limit: 100))!.Select(r => r.ETag.Version));
        Assert.Equal("3", (await backend.Reader.ReadAsync(Key(), 4))!.Value.Content.Text());
    }

    [Fact]
    public async Task Conflicts_are_deleted_after_their_keep_time_and_what_they_referred_to_is_thinned()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "0"));
        for (var i = 1; i < 8; i++)
        {
            head = await backend.Log.WriteAsync(
                Put("s", i + 1, i is 5 ? new Precondition.IfMatchAny() : On(head.ETag), $"{i}") with { Policy = CollectionPolicy.Default with { AllowForce = true } });
        }

        ConflictRecord Of(int id, long @base, long head) => new()
        {
            Id = new ConflictId((UInt128)id), Key = Key(), Kind = ConflictKind.EditConflict, At = backend.Clock.Now, By = new Person("bob", "Bob"), Base = @base, Head = head, Times = 1,
        };

        // The versions are old when the conflicts occur, so no pass visits them because of their age afterwards.
        backend.Clock.Now += TimeSpan.FromDays(80);
        await backend.Conflicts.WriteAsync(
            [Of(1, 2, 3)], [new ConflictSettlement(Key(), new ConflictId(1), 7, new Settlement(SaveOutcome.Verified, 7, new Person("bob", "Bob"), backend.Clock.Now))]);
        backend.Clock.Now += TimeSpan.FromDays(1);
        await backend.Conflicts.WriteAsync([Of(2, 2, 4)], []);
        var policy = Default with { KeepConflicts = TimeSpan.FromDays(50) };
        await ThinAsync(policy);
        Assert.Equal([8, 7, 6, 5, 4, 3, 2], await VersionsAsync());

        backend.Clock.Now += TimeSpan.FromDays(49.5);
        Assert.Equal(1, (await ThinAsync(policy)).Sum(slice => slice.Conflicts));
        Assert.Equal([8, 6, 5, 4, 2], await VersionsAsync());
        Assert.Empty(await ThinAsync(policy with { Thin = false }));
        backend.Clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(1, (await ThinAsync(policy)).Sum(slice => slice.Conflicts));

        // The forced version and the one before it stay, and the forced save stays on record.
        Assert.Equal([8, 6, 5], await VersionsAsync());
        Assert.Equal(ConflictKind.Forced, Assert.Single(await backend.Conflicts.ListAsync(Key(), before: null, limit: 10)).Kind);
        Assert.Empty(await ThinAsync(policy));

        async Task<IEnumerable<long>> VersionsAsync() => (await backend.Reader.RevisionsAsync(Key(), before: null, limit: 100))!.Select(r => r.ETag.Version);
    }

    [Fact]
    public async Task The_next_pass_applies_changed_settings()
    {
        var history = new GrownHistory(backend, new Random(41));
        await history.GrowAsync(saves: 60, days: 3);
        backend.Clock.Now += TimeSpan.FromHours(1);
        foreach (var policy in new[] { Default with { Thin = false }, Default, Default with { KeepAll = TimeSpan.FromMinutes(1), KeepRuns = TimeSpan.FromHours(1) } })
        {
            await ThinAsync(policy);
            foreach (var id in history.Ids)
            {
                await history.CheckAsync(id, history.Kept(id, policy));
            }
        }
    }

    [Fact]
    public async Task A_collection_is_thinned_by_its_own_settings()
    {
        foreach (var (collection, id) in new[] { ("keep", "a"), ("notes", "a"), ("notes", "b") })
        {
            var key = new DocumentKey(collection, id);
            var first = await backend.Log.WriteAsync(Put("s", 1, None, "1") with { Key = key });
            await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "2") with { Key = key });
        }

        backend.Clock.Now += TimeSpan.FromHours(25);
        var policies = new HistoryPolicies(new Dictionary<string, HistoryPolicy> { ["keep"] = Default with { Thin = false } }, Default);
        Assert.Equal([Key("a"), Key("b")], (await ThinAsync(policies)).Select(s => s.Document!.Value));
    }

    [Fact]
    public async Task Saves_and_reads_continue_during_thinning()
    {
        // Versions are removed after a minute and the clock runs fast, so versions are removed while they are read.
        var policy = new HistoryPolicy { KeepAll = TimeSpan.FromMinutes(1), KeepRuns = TimeSpan.FromMinutes(30) };
        var history = new GrownHistory(backend, new Random(51));
        await history.GrowAsync(saves: 30, days: 0.1);
        using var stop = new CancellationTokenSource();
        var gone = 0;
        var thinning = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Volatile.Write(ref gone, gone + (await ThinAsync(policy)).Sum(s => s.Versions));
            }
        });
        var reading = Task.Run(async () =>
        {
            var random = new Random(52);
            while (!stop.IsCancellationRequested)
            {
                var id = history.Ids.First();
                var version = random.Next(1, history.Of(id).Count + 1);
                if (await backend.Reader.ReadAsync(Key(id), version) is { } found)
                {
                    // Removed, or exactly this version.
                    Assert.Equal(history.Of(id)[version - 1].Text, found.Content is null ? null : found.Content.Text());
                }
            }
        });
        // At least until something was removed.
        for (var i = 0; i < 100 || (Volatile.Read(ref gone) == 0 && i < 900); i++)
        {
            backend.Clock.Now += TimeSpan.FromSeconds(15);
            var saved = await history.SaveAsync(history.Ids.First());
            await history.CheckAsync(history.Ids.First(), saved.Version);
        }

        await stop.CancelAsync();
        await thinning;
        await reading;
        Assert.True(gone > 0);
        await ThinAsync(policy);
        foreach (var id in history.Ids)
        {
            var kept = await backend.Reader.RevisionsAsync(Key(id), before: null, limit: 1000);
            await history.CheckAsync(id, [.. kept!.Select(r => r.ETag.Version)]);
            Assert.Superset(history.Kept(id, policy), kept!.Select(r => r.ETag.Version).ToHashSet());
        }
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task<List<ThinnedSlice>> ThinAsync(HistoryPolicy policy, int slices = int.MaxValue) =>
        ThinAsync(new HistoryPolicies(FrozenDictionary<string, HistoryPolicy>.Empty, policy), slices);

    private async Task<List<ThinnedSlice>> ThinAsync(HistoryPolicies policies, int slices = int.MaxValue) =>
        await backend.Thinner.ThinAsync(policies, CancellationToken.None).Take(slices).ToListAsync();
}
