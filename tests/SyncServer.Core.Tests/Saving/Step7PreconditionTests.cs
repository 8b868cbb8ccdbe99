using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Preconditions (docs/protocol.md, sections 4.7 and 4.8) of documents that exist or do not exist.</summary>
public sealed class Step7PreconditionTests
{
    private readonly Given _given = new();

    [Fact]
    public void A_save_that_names_the_head_is_verified()
    {
        _given.Put("s", 1, None, "a");
        var written = _given.Put("t", 1, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        Assert.Equal((1L, 1L), (written.Head.Run.Base, written.Head.Newest.Base));
    }

    [Fact]
    public void The_sessions_own_saves_in_flight_skip_the_ETag_check()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        _given.Put("s", 3, On(_given[1]), "c").Wrote(SaveOutcome.Session, 3);
        _given.Put("s", null, On(_given[1]), "d").Wrote(SaveOutcome.Session, 4);
    }

    [Fact]
    public void If_a_sequence_is_required_only_numbered_saves_skip_the_ETag_check()
    {
        _given.Policy = _given.Policy with { RequireSequence = true };
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Put("s", null, On(_given[1]), "c").IsRefused(Refusal.EditConflict);
        _given.Put("s", null, On(_given[2]), "c").Wrote(SaveOutcome.Verified, 3);
        _given.Put("s", 3, On(_given[1]), "d").Wrote(SaveOutcome.Session, 4);
    }

    [Theory]
    [InlineData(30_000, true)]
    [InlineData(30_001, false)]
    [InlineData(-1, false)]
    [InlineData(-3_600_000, false)]
    public void The_window_begins_with_the_last_accepted_save(int milliseconds, bool open)
    {
        _given.Put("s", 1, None, "a");
        _given.Now += TimeSpan.FromSeconds(20);
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Now += TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal(open, _given.Put("s", 3, On(_given[1]), "c") is SaveDecision.Written);
    }

    [Fact]
    public void An_unchanged_save_extends_the_window_only_for_the_writer_of_the_head()
    {
        _given.Put("s", 1, None, "a");
        var run = _given.Put("s", 2, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2).Head.Run;
        _given.Now += TimeSpan.FromSeconds(20);
        _given.Put("t", 1, On(_given[2]), "b").IsUnchanged().Brings(false);
        Assert.Equal(run, _given.Head.Run);
        _given.Put("s", 3, On(_given[1]), "b").IsUnchanged();
        Assert.Equal(run with { Highest = 3, AcceptedAt = _given.Now }, _given.Head.Run);
        _given.Now += TimeSpan.FromSeconds(20);
        _given.Put("s", 4, On(_given[1]), "c").Wrote(SaveOutcome.Session, 3);
    }

    [Fact]
    public void A_base_before_the_run_is_a_conflict()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, On(_given[1]), "b");
        _given.Put("s", 2, On(_given[2]), "c").Wrote(SaveOutcome.Verified, 3);
        Assert.False(_given.Put("s", null, On(_given[1]), "late").IsRefused(Refusal.EditConflict).Self);
        _given.Put("s", 3, On(_given[1]), "late").IsRefused(Refusal.EditConflict);
        _given.Put("s", 3, On(_given[2]), "d").Wrote(SaveOutcome.Session, 4);
    }

    [Fact]
    public void The_run_of_a_merged_save_begins_with_the_head_that_it_was_merged_with()
    {
        _given.Policy = _given.Policy with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 1, None, """{"a":1,"b":1}""");
        _given.PutJson("t", 1, On(_given[1]), """{"a":1,"b":2}""");
        Assert.Equal(2, _given.PutJson("s", 2, On(_given[1]), """{"a":2,"b":1}""").Wrote(SaveOutcome.Merged, 3).Head.Run.Base);
        // A save whose client had not seen version 2 is not accepted.
        _given.PutJson("s", 3, On(_given[1]), """{"a":3,"b":1}""", c => c with { OnConflict = OnConflict.Reject }).IsRefused(Refusal.EditConflict);
        _given.PutJson("s", 3, On(_given[2]), """{"a":3,"b":2}""").Wrote(SaveOutcome.Session, 4);
    }

    [Fact]
    public void The_run_of_a_forced_save_begins_with_the_head_that_it_overwrote()
    {
        _given.Policy = _given.Policy with { AllowForce = true };
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, On(_given[1]), "b");
        Assert.Equal(2, _given.Put("s", 2, Any, "c").Wrote(SaveOutcome.Forced, 3).Head.Run.Base);
        _given.Put("s", 3, On(_given[1]), "d").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Of_several_ETags_the_newest_one_of_the_document_counts()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, On(_given[1]), "b");
        _given.Put("u", 1, On(ETag.Foreign, _given[2], _given[1], new ETag(7, 99)), "c").Wrote(SaveOutcome.Verified, 3);
        Assert.Equal(_given[2], _given.Put("v", 1, On(_given[1], _given[2], new ETag(3, 99)), "d").IsRefused(Refusal.EditConflict).Named);
    }

    [Fact]
    public void An_ETag_of_another_document_names_no_version()
    {
        _given.Put("s", 1, None, "a");
        var refused = _given.Put("s", 2, On(new ETag(1, 99)), "b").IsRefused(Refusal.EditConflict);
        Assert.Null(refused.Named);
        Assert.False(refused.Self);
    }

    [Fact]
    public void Self_is_true_if_every_version_since_is_the_sessions_own()
    {
        _given.Put("t", 1, None, "a");
        _given.Put("s", 1, On(_given[1]), "b");
        _given.Put("s", 2, On(_given[2]), "c");
        _given.Now += TimeSpan.FromMinutes(1);
        Assert.True(_given.Put("s", 3, On(_given[1]), "d").IsRefused(Refusal.EditConflict).Self);
        Assert.False(_given.Put("s", 3, None, "d").IsRefused(Refusal.AlreadyExists).Self);
        Assert.False(_given.Put("t", 2, On(_given[1]), "d").IsRefused(Refusal.EditConflict).Self);
    }

    [Fact]
    public void The_same_session_id_of_another_user_is_another_session()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Put("s", 3, On(_given[1]), "c", c => c with { Session = Session("s", "bob") }).IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Without_a_session_the_ETag_is_always_verified()
    {
        _given.Put(null, null, None, "a");
        _given.Put(null, null, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        _given.Put(null, null, On(_given[1]), "c").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Strict_handling_and_strict_modes_always_verify_the_ETag()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Put("s", 3, On(_given[1]), "c", c => c with { Strict = true }).IsRefused(Refusal.EditConflict);
        _given.Put("s", 3, On(_given[1]), "c", c => c with { Policy = c.Policy with { Mode = SaveMode.Strict } }).IsRefused(Refusal.EditConflict);
        _given.Lock("s", "");
        _given.Put("s", 3, On(_given[1]), "c", c => c with { Policy = c.Policy with { Mode = SaveMode.Pessimistic } }).IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void A_create_names_version_0_which_is_only_in_the_run_of_the_first_version()
    {
        Assert.Equal(0, _given.Put("s", 1, None, "a").Wrote(SaveOutcome.Created, 1).Head.Newest.Base);
        _given.Put("s", 2, None, "b").Wrote(SaveOutcome.Session, 2);
        _given.Put("t", 1, None, "c").IsRefused(Refusal.AlreadyExists);
        _given.Put("t", 1, On(_given[2]), "c");
        _given.Put("t", 2, None, "d").IsRefused(Refusal.AlreadyExists);
    }

    [Fact]
    public void Saves_of_a_document_that_does_not_exist()
    {
        Assert.Null(_given.Put("s", 1, On(new ETag(1, 1)), "a").IsRefused(Refusal.EditConflict).Head);
        _given.Put("s", 1, Any, "a").IsRefused(Refusal.EditConflict);
        _given.Patch("s", 1, On(new ETag(1, 1)), "{}").IsRefused(Refusal.NotFound);
        _given.Patch("s", 5, None, "{}", c => c with { MayWait = true }).IsRefused(Refusal.NotFound);
        _given.Patch("s", 5, On(new ETag(1, 1)), "{}", c => c with { Parent = 4, MayWait = true }).IsRefused(Refusal.NotFound);
        _given.Delete("s", 1, Any).IsRefused(Refusal.NotFound);
        _given.Restore("s", 1, None, "{}").IsRefused(Refusal.NotFound);
    }

    [Fact]
    public void A_forced_save_must_be_allowed_and_is_on_record()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, Any, "b").IsRefused(Refusal.ForceNotAllowed);
        _given.Policy = _given.Policy with { AllowForce = true };
        Assert.Null(_given.Put("t", 1, Any, "b").Wrote(SaveOutcome.Forced, 2).Head.Newest.Base);
        // Saves that were in flight before the forced save had not seen the version that it overwrote.
        _given.Put("s", 2, On(_given[1]), "c").IsRefused(Refusal.EditConflict);
        _given.Delete("u", 1, Any).Wrote(SaveOutcome.Forced, 3);
        Assert.True(_given.Head.Deleted);
        _given.Put("u", 2, Any, "d").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void A_forced_save_that_changes_nothing_does_not_take_the_run()
    {
        _given.Policy = _given.Policy with { AllowForce = true };
        _given.PutJson("s", 1, None, """{"a":1}""");
        var head = _given.Head;
        _given.PutJson("t", 1, Any, """{"a":1}""").IsUnchanged().Brings(false);
        // The client may not have the content that the patch was applied to.
        _given.Patch("t", 2, Any, """{"a":1}""").IsUnchanged().Brings(true);
        Assert.Equal(head, _given.Head);
        _given.PutJson("t", 1, Any, """{"a":1}""").Repeats(SaveOutcome.Replayed, 1);
    }

    [Fact]
    public void A_patch_of_a_document_that_is_not_JSON_is_refused()
    {
        _given.Put("s", 1, None, "text");
        _given.Patch("s", 2, On(_given[1]), "{}").IsRefused(Refusal.NotPatchable);
    }

    [Fact]
    public void A_patch_with_a_too_large_result_is_refused()
    {
        _given.PutJson("s", 1, None, """{"a":"12345"}""");
        _given.Patch("s", 2, On(_given[1]), """{"b":"12345"}""", c => c with { Policy = c.Policy with { MaxBytes = 20 } }).IsRefused(Refusal.TooLarge);
    }
}
