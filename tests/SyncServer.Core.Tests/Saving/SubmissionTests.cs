using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>The submission of a save, and whether the response contains the content (docs/protocol.md, sections 1 and 3).</summary>
public sealed class SubmissionTests
{
    private readonly Given _given = new() { Policy = CollectionPolicy.Default with { OnConflict = OnConflict.Merge, AllowForce = true } };

    [Fact]
    public void The_submission_of_a_PUT_is_its_body_whatever_the_outcome()
    {
        _given.PutJson("s", 1, None, """{"a":1}""").Wrote(SaveOutcome.Created, 1).Brings(false).Submitted(1, """{"a":1}""");
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""").Wrote(SaveOutcome.Verified, 2).Brings(false).Submitted(2, """{"a":2}""");
        _given.PutJson("s", 3, On(_given[1]), """{"a":3}""").Wrote(SaveOutcome.Session, 3).Brings(false).Submitted(3, """{"a":3}""");
        _given.PutJson("s", 4, On(_given[1]), """{"a":3}""").IsUnchanged().Brings(false).Submitted(4, """{"a":3}""");
        _given.PutJson("s", 5, Any, """{"a":4}""").Wrote(SaveOutcome.Forced, 4).Brings(false).Submitted(5, """{"a":4}""");
        _given.PutJson("t", 1, On(_given[4]), """{"a":4,"t":1}""");
        _given.PutJson("s", 6, On(_given[4]), """{"a":5}""").Wrote(SaveOutcome.Merged, 6).Brings(true).Submitted(6, """{"a":5}""");
    }

    [Fact]
    public void A_PATCH_is_exact_if_it_is_applied_to_the_version_that_it_names()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.Patch("s", 2, On(_given[1]), """{"b":1}""").Wrote(SaveOutcome.Verified, 2).Brings(false).Submitted(2, """{"a":1,"b":1}""");
        _given.Patch("s", 3, On(_given[2]), """{"b":1}""").IsUnchanged().Brings(false).Submitted(3, """{"a":1,"b":1}""");
        // It was made on version 1 but applied to version 2.
        _given.Patch("s", 4, On(_given[1]), """{"b":2}""").Wrote(SaveOutcome.Session, 3).Brings(true).Submitted(null);
    }

    [Fact]
    public void A_PATCH_is_exact_if_it_is_applied_to_the_submission_of_its_parent()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""");
        Patch(3, 1, """{"b":1}""", parent: 2).Wrote(SaveOutcome.Session, 3).Brings(false).Submitted(3, """{"a":2,"b":1}""");
        Patch(4, 1, """{"b":2}""", parent: 3).Wrote(SaveOutcome.Session, 4).Brings(false).Submitted(4, """{"a":2,"b":2}""");
        // The parent is not the last save, so the patch was made from other content than it was applied to.
        Patch(5, 1, """{"b":3}""", parent: 3).Wrote(SaveOutcome.Session, 5).Brings(true).Submitted(null);
        Patch(6, 1, """{"b":4}""", parent: 5).Wrote(SaveOutcome.Session, 6).Brings(true).Submitted(null);
    }

    [Fact]
    public void A_PATCH_after_a_merged_save_of_its_session_is_not_exact()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.PutJson("t", 1, On(_given[1]), """{"a":1,"t":1}""");
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""").Wrote(SaveOutcome.Merged, 3);
        Patch(3, 2, """{"b":1}""", parent: 2).Wrote(SaveOutcome.Session, 4).Brings(true).Submitted(null);
        Assert.Equal("""{"a":2,"t":1,"b":1}""", _given.Text);
    }

    [Fact]
    public void A_PATCH_is_exact_if_the_head_equals_its_submission_whichever_session_wrote_it()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.PutJson("t", 1, On(_given[1]), """{"a":2}""");
        _given.PutJson("s", 2, On(_given[2]), """{"a":2}""").IsUnchanged();
        Patch(3, 2, """{"b":1}""", parent: 2).Wrote(SaveOutcome.Verified, 3).Brings(false).Submitted(3, """{"a":2,"b":1}""");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_PATCH_on_the_version_of_its_parent_is_exact_whether_or_not_the_record_was_read(bool reads)
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        // It leaves no submission and does not change the version.
        _given.PutJson("s", null, On(_given[1]), """{"a":1}""").IsUnchanged();
        var decisions = _given.SendTogether(
            _given.Command(SaveMethod.Put, "s", reads ? 1 : null, None, Json("""{"a":1}""")),
            _given.Command(SaveMethod.Patch, "s", 2, On(_given[1]), new Content(Content.MergePatchType, """{"b":1}"""u8.ToArray()), c => c with { Parent = 1 }));
        Assert.Equal(reads, decisions[0] is SaveDecision.Repeated);
        Assert.IsType<SaveDecision.Written>(decisions[1]).Brings(false).Submitted(2, """{"a":1,"b":1}""");
    }

    [Fact]
    public void A_forced_PATCH_is_never_exact()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.Patch("s", 2, Any, """{"b":1}""").Wrote(SaveOutcome.Forced, 2).Brings(true).Submitted(null);
        _given.Patch("s", 3, Any, """{"b":1}""").IsUnchanged().Brings(true).Submitted(null);
        _given.Patch("s", 4, Any, """{"b":2}""", c => c with { Parent = 3 }).Wrote(SaveOutcome.Forced, 3).Brings(true).Submitted(null);
    }

    [Fact]
    public void A_DELETE_a_restore_and_an_unnumbered_save_leave_no_submission()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.PutJson("s", null, On(_given[1]), """{"a":2}""").Wrote(SaveOutcome.Verified, 2).Brings(false).Submitted(null);
        _given.Patch("s", null, On(_given[2]), """{"a":3}""").Wrote(SaveOutcome.Verified, 3).Brings(false).Submitted(null);
        _given.Restore("s", 2, On(_given[3]), """{"a":1}""").Wrote(SaveOutcome.Restored, 4).Brings(true).Submitted(null);
        _given.Restore("s", 3, On(_given[4]), """{"a":1}""").IsUnchanged().Brings(true).Submitted(null);
        _given.Delete("s", 4, On(_given[4])).Wrote(SaveOutcome.Deleted, 5).Brings(false).Submitted(null);
    }

    private SaveDecision Patch(long sequence, int on, string json, long parent) => _given.Patch("s", sequence, On(_given[on]), json, c => c with { Parent = parent });
}
