using System.Collections.Frozen;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Saving;

/// <summary>The contract of session records in every store, whatever happens to the history. A derived class passes the backend.</summary>
public abstract class SessionRecordContract(IBackend backend) : IDisposable
{
    private static readonly HistoryPolicies Policies = new(FrozenDictionary<string, HistoryPolicy>.Empty, HistoryPolicy.Default);

    /// <summary>The record is written every 128 versions of the document and when another session takes over. In between it follows from the versions.</summary>
    [Theory]
    [InlineData(31, 0)]
    [InlineData(32, 0)]
    [InlineData(33, 5)]
    [InlineData(65, 0)]
    [InlineData(127, 0)]
    [InlineData(128, 0)]
    [InlineData(129, 5)]
    public async Task The_last_32_saves_are_recognised_before_and_after_a_change_of_writer_and_a_restart(int saves, int before)
    {
        Head? head = null;
        for (var i = 0; i < before; i++)
        {
            head = await backend.Log.WriteAsync(Put("t", i + 1, head is null ? None : On(head.ETag), $"t{i}"));
        }

        var sent = new List<SaveCommand>();
        for (var i = 1; i <= saves; i++)
        {
            sent.Add(Put("s", i, head is null ? None : On(head.ETag), $"s{i}"));
            head = await backend.Log.WriteAsync(sent[^1]);
        }

        await CheckAsync();
        backend.Reopen();
        await CheckAsync();
        await backend.Log.WriteAsync(Put("t", 100, On(head!.ETag), "t"));
        await CheckAsync();
        backend.Reopen();
        await CheckAsync();

        async Task CheckAsync()
        {
            foreach (var command in sent)
            {
                var repeated = Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(command));
                var isRecorded = command.Sequence > saves - 32;
                Assert.Equal(
                    isRecorded ? (SaveOutcome.Replayed, before + command.Sequence!.Value, false) : (SaveOutcome.Superseded, before + saves, true),
                    (repeated.Outcome, repeated.ETag.Version, repeated.BringsContent));
                var patch = PatchOf(command);
                Assert.Equal(
                    isRecorded ? Refusal.SequenceReused : Refusal.SequenceTooOld,
                    Assert.IsType<SaveDecision.Refused>(await backend.Log.SaveAsync(patch)).Reason);
            }
        }

        static SaveCommand PatchOf(SaveCommand command) => Patch("s", command.Sequence, command.Precondition, "{}");
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(100)]
    public async Task The_last_full_save_is_recognised_after_many_partial_ones(int patches)
    {
        var put = PutJson("s", 1, None, "{}");
        var head = await backend.Log.WriteAsync(put);
        for (var i = 1; i <= patches; i++)
        {
            head = await backend.Log.WriteAsync(Patch("s", i + 1, On(head.ETag), $$"""{"a":{{i}}}"""));
        }

        backend.Reopen();
        Assert.Equal((SaveOutcome.Replayed, 1L), Repeated(await backend.Log.SaveAsync(put)));
        await backend.Log.WriteAsync(PutJson("t", 1, On(head.ETag), "{}"));
        backend.Reopen();
        Assert.Equal((SaveOutcome.Replayed, 1L), Repeated(await backend.Log.SaveAsync(put)));

        static (SaveOutcome, long) Repeated(SaveDecision decision) =>
            decision is SaveDecision.Repeated repeated ? (repeated.Outcome, repeated.ETag.Version) : throw new InvalidOperationException($"{decision}");
    }

    [Fact]
    public async Task A_create_is_recognised_after_1100_versions_of_another_session_and_a_delete()
    {
        var create = Put("s", 1, None, "a");
        var first = await backend.Log.WriteAsync(create);
        var etag = first.ETag;
        for (var i = 0; i < 1100; i += 100)
        {
            var batch = await backend.Log.CommitAsync([.. Enumerable.Range(i + 1, 100).Select(n => Put("t", n, On(etag), $"t{n}"))]);
            etag = Assert.IsType<SaveDecision.Written>(batch[^1]).Head.ETag;
        }

        var tombstone = await backend.Log.WriteAsync(Delete("t", 1101, On(etag)));
        Assert.Equal(1102, tombstone.Version);
        for (var cold = 0; cold < 2; cold++)
        {
            Assert.Equal(new SaveDecision.Repeated(SaveOutcome.Replayed, first.ETag, BringsContent: false), await backend.Log.SaveAsync(create));
            backend.Reopen();
        }

        Assert.Equal(tombstone.ETag, (await backend.Reader.NewestAsync(Key()))!.ETag);
    }

    [Fact]
    public async Task An_unchanged_save_of_another_session_is_recognised_and_extends_no_window()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        backend.Clock.Now += TimeSpan.FromSeconds(20);
        var unchanged = Put("t", 3, On(first.ETag), "a");
        Assert.IsType<SaveDecision.Unchanged>(await backend.Log.SaveAsync(unchanged));
        await backend.Log.WriteAsync(Put("u", 1, On(first.ETag), "b"));
        for (var cold = 0; cold < 2; cold++)
        {
            Assert.Equal(new SaveDecision.Repeated(SaveOutcome.Superseded, first.ETag, BringsContent: true), await backend.Log.SaveAsync(Put("t", 2, On(first.ETag), "b")));
            Assert.Equal(new SaveDecision.Repeated(SaveOutcome.Replayed, first.ETag, BringsContent: false), await backend.Log.SaveAsync(unchanged));
            backend.Reopen();
        }
    }

    [Fact]
    public async Task No_save_is_forgotten_by_deleting_and_creating_again()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var second = await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "b"));
        var delete = Delete("s", 3, On(second.ETag));
        var tombstone = await backend.Log.WriteAsync(delete);
        var again = await backend.Log.WriteAsync(Put("s", 4, On(tombstone.ETag), "c"));
        for (var cold = 0; cold < 2; cold++)
        {
            backend.Reopen();
            Assert.Equal(tombstone.ETag, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(delete)).ETag);
            Assert.Equal(Refusal.SequenceReused, Assert.IsType<SaveDecision.Refused>(await backend.Log.SaveAsync(Put("s", 2, On(first.ETag), "other"))).Reason);
            if (cold == 0)
            {
                await backend.Log.WriteAsync(Put("t", 1, On(again.ETag), "d"));
            }
        }
    }

    [Fact]
    public async Task Each_of_several_sessions_in_a_batch_has_a_record()
    {
        // Each session has saved before, and nothing is cached.
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "0"));
        foreach (var session in new[] { "t", "u", "s" })
        {
            head = await backend.Log.WriteAsync(Put(session, 2, On(head.ETag), $"{session}2"));
        }

        backend.Reopen();
        SaveCommand[] batch =
        [
            Put("s", 3, On(head.ETag), "s3"), Put("s", 4, On(head.ETag), "s4"), Put("t", 2, On(head.ETag), "again"), Put("t", 3, On(head.ETag), "stale"),
            Put("u", 3, On(head.ETag), "s4"), Put("u", 1, On(head.ETag), "older"), Put(null, null, On(head.ETag), "stale"), Put("v", 1, On(head.ETag), "stale"),
        ];
        var decisions = await backend.Log.CommitAsync(batch);
        Assert.Equal(
            [
                "Verified", "Session", "SequenceReused", "EditConflict", "EditConflict", "Superseded", "EditConflict", "EditConflict",
            ],
            decisions.Select(Word));

        var newest = Assert.IsType<SaveDecision.Written>(decisions[1]).Head.ETag;
        SaveCommand[] next =
        [
            Put("u", 4, On(newest), "s4"), Put("t", 4, On(newest), "t4"), Put("s", 5, On(newest), "late"), Put("v", 2, On(newest), "v"),
        ];
        var nextDecisions = await backend.Log.CommitAsync(next);
        Assert.Equal(["Unchanged", "Verified", "EditConflict", "EditConflict"], nextDecisions.Select(Word));
        backend.Reopen();
        Assert.Equal(
            ["Replayed", "Replayed", "Replayed", "Replayed"],
            (await backend.Log.CommitAsync([batch[0], batch[1], next[0], next[1]])).Select(Word));
    }

    [Fact]
    public async Task The_submission_of_a_merged_save_is_recorded()
    {
        var first = await backend.Log.WriteAsync(PutJson("s", 1, None, """{"a":1,"b":1}"""));
        await backend.Log.WriteAsync(PutJson("t", 1, On(first.ETag), """{"a":1,"b":2}"""));
        var merged = await MergeAsync();
        await backend.Log.WriteAsync(PutJson("t", 2, On(merged.ETag), """{"a":2,"b":3}"""));
        backend.Reopen();

        // Made from its submission, not from the stored version.
        var next = PutJson("s", 3, On(first.ETag), """{"a":2,"b":1,"c":1}""") with { Parent = 2, OnConflict = Core.Policies.OnConflict.Merge };
        var work = Assert.IsType<SaveDecision.Unprepared>(await backend.Log.SaveAsync(next));
        Assert.Equal(new Submission(2, 1, ETag: null, Json("""{"a":2,"b":1}""")), Assert.IsType<MergeBase.Submitted>(work.Base).Submission);
        var written = Assert.IsType<SaveDecision.Written>(await backend.SavePreparedAsync(next));
        Assert.Equal("""{"a":2,"b":3,"c":1}""", written.Content.Text());
    }

    [Fact]
    public async Task A_merged_save_is_recognised_until_its_record_expires_and_is_never_merged_twice()
    {
        var first = await backend.Log.WriteAsync(PutJson("s", 1, None, """{"a":1,"b":1}"""));
        await backend.Log.WriteAsync(PutJson("t", 1, On(first.ETag), """{"a":1,"b":2}"""));
        var merged = await MergeAsync();
        // Between versions of another session within the same ten minutes.
        var head = await backend.Log.WriteAsync(PutJson("t", 2, On(merged.ETag), """{"a":2,"b":3}"""));
        head = await backend.Log.WriteAsync(PutJson("t", 3, On(head.ETag), """{"a":2,"b":4}"""));
        foreach (var days in new[] { 2, 27 })
        {
            backend.Clock.Now += TimeSpan.FromDays(days);
            await ThinAsync();
            Assert.Equal(new SaveDecision.Repeated(SaveOutcome.Replayed, merged.ETag, BringsContent: true), await backend.Log.SaveAsync(Repeat()));
            Assert.Equal("""{"a":2,"b":2}""", (await backend.Reader.ReadAsync(Key(), merged.Version))!.Value.Content.Text());
        }

        backend.Clock.Now += TimeSpan.FromDays(3);
        Assert.Equal(1, (await ThinAsync()).Sum(slice => slice.Sessions));
        Assert.Null(await backend.Reader.ReadAsync(Key(), merged.Version));
        Assert.Equal("EditConflict", Word(await backend.SavePreparedAsync(Repeat())));

        SaveCommand Repeat() => PutJson("s", 2, On(first.ETag), """{"a":2,"b":1}""") with { OnConflict = Core.Policies.OnConflict.Merge };
    }

    [Fact]
    public async Task An_expired_record_is_deleted_but_not_that_of_the_last_writer()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var second = await backend.Log.WriteAsync(Put("t", 1, On(first.ETag), "b"));
        Assert.IsType<SaveDecision.Unchanged>(await backend.Log.SaveAsync(Put("t", 2, On(second.ETag), "b")));
        backend.Clock.Now += TimeSpan.FromDays(30);
        Assert.Equal(0, (await ThinAsync()).Sum(slice => slice.Sessions));
        Assert.Equal(["Replayed", "Replayed"], (await backend.Log.CommitAsync([Put("s", 1, None, "a"), Put("t", 2, On(second.ETag), "b")])).Select(Word));
        backend.Clock.Now += TimeSpan.FromDays(1);
        Assert.Equal(1, (await ThinAsync()).Sum(slice => slice.Sessions));
        Assert.Equal(0, (await ThinAsync()).Sum(slice => slice.Sessions));
        backend.Reopen();

        // The expired record is not continued: the session begins a new one, and earlier sequences are unknown.
        Assert.Equal("AlreadyExists", Word(await backend.Log.SaveAsync(Put("s", 1, None, "a"))));
        Assert.Equal("Verified", Word(await backend.Log.SaveAsync(Put("t", 1, On(second.ETag), "c"))));
    }

    [Fact]
    public async Task The_versions_in_the_record_of_the_last_writer_are_kept_until_it_expires()
    {
        var sent = new List<SaveCommand>();
        Head? head = null;
        for (var i = 1; i <= 40; i++)
        {
            sent.Add(Put("s", i, head is null ? None : On(head.ETag), $"{i}"));
            head = await backend.Log.WriteAsync(sent[^1]);
        }

        backend.Clock.Now += TimeSpan.FromDays(2);
        await ThinAsync();
        backend.Reopen();
        Assert.All(await backend.Log.CommitAsync([.. sent.Skip(8)]), decision => Assert.Equal("Replayed", Word(decision)));
        Assert.Superset(Enumerable.Range(9, 32).Select(v => (long)v).ToHashSet(), await VersionsAsync());

        // Now they are in the stored record, which expires 30 days after the session's last save.
        await backend.Log.WriteAsync(Put("t", 1, On(head!.ETag), "t"));
        backend.Clock.Now += TimeSpan.FromDays(28);
        await ThinAsync();
        Assert.Superset(Enumerable.Range(9, 33).Select(v => (long)v).ToHashSet(), await VersionsAsync());
        backend.Clock.Now += TimeSpan.FromDays(2);
        await ThinAsync();
        Assert.Equal([40, 41], (await VersionsAsync()).Order());
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The name of a decision.</summary>
    internal static string Word(SaveDecision decision) => decision switch
    {
        SaveDecision.Written written => $"{written.Head.Newest.Outcome}",
        SaveDecision.Repeated repeated => $"{repeated.Outcome}",
        SaveDecision.Refused refused => $"{refused.Reason}",
        _ => decision.GetType().Name,
    };

    /// <summary>Session s saves on version 1 after t wrote version 2.</summary>
    private async Task<Head> MergeAsync()
    {
        var command = PutJson("s", 2, On((await backend.Reader.RevisionsAsync(Key(), before: 2, limit: 1))![0].ETag), """{"a":2,"b":1}""");
        var written = Assert.IsType<SaveDecision.Written>(await backend.SavePreparedAsync(command with { OnConflict = Core.Policies.OnConflict.Merge }));
        Assert.Equal((SaveOutcome.Merged, """{"a":2,"b":2}"""), (written.Head.Newest.Outcome, written.Content.Text()));
        return written.Head;
    }

    private async Task<HashSet<long>> VersionsAsync() =>
        [.. (await backend.Reader.RevisionsAsync(Key(), before: null, limit: 1000))!.Select(r => r.ETag.Version)];

    private async Task<List<ThinnedSlice>> ThinAsync() => await backend.Thinner.ThinAsync(Policies, CancellationToken.None).ToListAsync();
}
