using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>The contract of <see cref="OpenDocument"/> with stores: batches, preparations, and how rarely session records are read and written.</summary>
public sealed class OpenDocumentTests
{
    private static readonly string Large = $$"""{"big":"{{new string('x', 20_000)}}"}""";
    private readonly Given _given = new();

    [Fact]
    public void The_saves_of_a_batch_are_decided_in_order()
    {
        var decisions = _given.SendTogether(
            _given.Command(SaveMethod.Put, "s", 1, None, Json("{}")),
            _given.Command(SaveMethod.Patch, "s", 2, None, new Content(Content.MergePatchType, """{"a":1}"""u8.ToArray()), c => c with { Parent = 1 }),
            _given.Command(SaveMethod.Put, "s", 1, None, Json("{}")),
            _given.Command(SaveMethod.Put, "t", 1, None, Json("{}")),
            _given.Command(SaveMethod.Delete, "s", 3, None, body: null),
            _given.Command(SaveMethod.Patch, "s", 5, None, new Content(Content.MergePatchType, """{"a":2}"""u8.ToArray())));
        decisions[0].Wrote(SaveOutcome.Created, 1);
        decisions[1].Wrote(SaveOutcome.Session, 2).Brings(false);
        decisions[2].Repeats(SaveOutcome.Replayed, 1);
        decisions[3].IsRefused(Refusal.AlreadyExists);
        decisions[4].Wrote(SaveOutcome.Deleted, 3);
        Assert.Equal(4, decisions[5].IsRefused(Refusal.SequenceGap).Expected);
        Assert.Equal([1, 2, 3], _given.Log.Versions.Select(version => version.Revision.ETag.Version));
    }

    [Fact]
    public void Work_on_a_large_document_is_left_to_the_caller()
    {
        _given.PutJson("s", 1, None, Large);
        var command = _given.Command(SaveMethod.Patch, "s", 2, On(_given[1]), new Content(Content.MergePatchType, """{"a":1}"""u8.ToArray()));
        var work = Assert.IsType<SaveDecision.Unprepared>(_given.Decide(command));
        Assert.Equal((_given[1], (MergeBase?)null, false), (work.Head.ETag, work.Base, work.NeedsPaths));
        Assert.Equal(1, _given.Head.Version);
        _given.Decide(command with { Prepared = _given.Log.Prepare(command, work) }).Wrote(SaveOutcome.Verified, 2);
    }

    [Fact]
    public void A_small_PATCH_is_applied_at_once_but_a_merge_is_always_prepared()
    {
        _given.Policy = _given.Policy with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 1, None, """{"a":1,"b":1}""");
        _given.Decide(_given.Command(SaveMethod.Patch, "t", 1, On(_given[1]), new Content(Content.MergePatchType, """{"b":2}"""u8.ToArray()))).Wrote(SaveOutcome.Verified, 2);
        var work = Assert.IsType<SaveDecision.Unprepared>(_given.Decide(_given.Command(SaveMethod.Put, "s", 2, On(_given[1]), Json("""{"a":2,"b":1}"""))));
        Assert.Equal(new MergeBase.Named(_given[1]), work.Base);
    }

    [Fact]
    public void A_preparation_for_another_head_is_ignored()
    {
        _given.Policy = _given.Policy with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 1, None, """{"a":1,"b":1}""");
        _given.PutJson("t", 1, On(_given[1]), """{"a":1,"b":2}""");
        var command = Prepared(_given.Command(SaveMethod.Put, "s", 2, On(_given[1]), Json("""{"a":2,"b":1}""")));
        _given.PutJson("t", 2, On(_given[2]), """{"a":1,"b":3}""").Wrote(SaveOutcome.Verified, 3);
        Assert.Equal(_given[3], Assert.IsType<SaveDecision.Unprepared>(_given.Decide(command)).Head.ETag);
        _given.Send(command).Wrote(SaveOutcome.Merged, 4);
        Assert.Equal("""{"a":2,"b":3}""", _given.Text);
    }

    [Fact]
    public void A_preparation_for_another_base_is_ignored()
    {
        _given.Policy = _given.Policy with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 1, None, """{"a":0,"b":0}""");
        _given.PutJson("t", 1, On(_given[1]), """{"a":0,"b":1}""");
        _given.PutJson("s", 2, On(_given[1]), """{"a":1,"b":0}""").Wrote(SaveOutcome.Merged, 3);
        _given.PutJson("t", 2, On(_given[3]), """{"a":0,"b":1}""").Wrote(SaveOutcome.Verified, 4);
        // Both are in flight. The first writes no version, but is the parent of the second.
        var command = _given.Command(SaveMethod.Put, "s", 4, On(_given[1]), Json("""{"a":1,"b":0}"""), c => c with { Parent = 3 });
        var early = _given.Log.Prepare(command, new SaveDecision.Unprepared(
            _given.Head, _given.Log.Content, new MergeBase.Submitted(_given.Log.RecordOf(Session("s")).Submission!), NeedsPaths: false));
        _given.PutJson("s", 3, On(_given[1]), """{"a":0,"b":0}""", c => c with { Parent = 2 }).IsUnchanged();
        _given.Send(command with { Prepared = early }).Wrote(SaveOutcome.Merged, 5);
        Assert.Equal("""{"a":1,"b":1}""", _given.Text);
    }

    [Fact]
    public void While_one_session_saves_its_record_is_written_rarely_and_not_read()
    {
        _given.Put("s", 1, None, "1");
        for (var i = 2; i <= 96; i++)
        {
            _given.Put("s", i, On(_given[Math.Max(1, i - 5)]), $"{i}", c => c with { Parent = i - 1 });
        }

        Assert.Equal(96, _given.Head.Version);
        // The record is read when it is written, as the stored record is extended.
        Assert.Equal((3, 3), _given.Log.RecordTraffic);
        _given.Put("t", 1, On(_given[96]), "t");
        Assert.Equal(4, _given.Log.RecordTraffic.Written);
        for (var i = 65; i <= 96; i++)
        {
            _given.Put("s", i, On(_given[i - 5]), $"{i}").Repeats(SaveOutcome.Replayed, i);
        }

        _given.Put("s", 64, On(_given[59]), "64").Repeats(SaveOutcome.Superseded, 96);
    }

    [Fact]
    public void The_record_of_a_run_is_the_same_before_and_after_it_is_written()
    {
        var given = new Given(maxSaves: 3) { Policy = CollectionPolicy.Default with { AllowForce = true } };
        given.PutJson("s", 1, None, "{}");
        given.Patch("s", 2, On(given[1]), """{"a":1}""");
        given.PutJson("s", 3, On(given[1]), """{"a":2}""");
        given.PutJson("s", 4, On(given[1]), """{"a":2}""").IsUnchanged();
        given.PutJson("s", null, On(given[3]), """{"a":3}""");
        given.Patch("s", 5, Any, """{"a":4}""");
        var before = given.Log.RecordOf(Session("s"));
        Assert.Equal([3L, 4, 5], before.Saves.Select(save => save.Sequence));
        Assert.Equal((4L, 5L, true), (before.HighestFull!.Sequence, before.LastVersion, before.HasDropped));
        given.PutJson("t", 1, On(given[5]), "{}");
        Assert.True(Walking.World.AreSame(before, given.Log.RecordOf(Session("s"))));
    }

    [Fact]
    public void The_version_that_a_save_names_is_loaded_only_if_it_is_not_the_head()
    {
        var document = new OpenDocument(MemoryLog.Key, found: null, SessionLimits.Default);
        Assert.Null(document.FindMissing(_given.Command(SaveMethod.Put, "s", 1, None, Json("{}")), _given.Now));
        _given.PutJson("s", 1, None, "{}");
        document = new OpenDocument(MemoryLog.Key, _given.Head, SessionLimits.Default);
        // A DELETE by the session that wrote the head needs nothing.
        Assert.Null(document.FindMissing(_given.Command(SaveMethod.Delete, "s", 2, On(_given[1]), body: null), _given.Now));
        Assert.IsType<Missing.Content>(document.FindMissing(_given.Command(SaveMethod.Put, "s", 2, On(_given[1]), Json("{}")), _given.Now));
        Assert.Equal(new Missing.Record(Session("t")), document.FindMissing(_given.Command(SaveMethod.Delete, "t", 2, On(_given[1]), body: null), _given.Now));
    }

    private SaveCommand Prepared(SaveCommand command) =>
        command with { Prepared = _given.Log.Prepare(command, Assert.IsType<SaveDecision.Unprepared>(_given.Decide(command))) };
}
