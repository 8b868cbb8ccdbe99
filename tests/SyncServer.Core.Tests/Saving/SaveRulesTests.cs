using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

public sealed class SaveRulesTests
{
    private readonly Given _given = new();

    [Fact]
    public void Step4_a_sequence_accepted_before_is_replayed_although_another_wrote_since()
    {
        _given.Put("s", 1, None, "a").Wrote(SaveOutcome.Created, 1);
        _given.Put("s", 2, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        _given.Put("t", 1, On(_given[2]), "c").Wrote(SaveOutcome.Verified, 3);
        _given.Put("s", 2, On(_given[1]), "b").Repeats(SaveOutcome.Replayed, 2);
        _given.Put("s", 1, None, "a").Repeats(SaveOutcome.Replayed, 1);
    }

    [Fact]
    public void Step4_a_sequence_with_another_request_is_two_instances_with_one_session()
    {
        _given.Put("s", 1, None, "a").Wrote(SaveOutcome.Created, 1);
        _given.Put("s", 1, None, "other").IsRefused(Refusal.SequenceReused);
    }

    [Fact]
    public void Step4_the_runs_last_is_replayed_although_the_client_has_its_etag()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 1, On(_given[1]), "a").Repeats(SaveOutcome.Replayed, 1);
    }

    [Fact]
    public void Step4_a_create_is_replayed_after_somebody_elses_delete()
    {
        _given.Put("s", 1, None, "a");
        _given.Delete("t", 1, On(_given[1])).Wrote(SaveOutcome.Deleted, 2);
        _given.Put("s", 1, None, "a").Repeats(SaveOutcome.Replayed, 1);
    }

    [Fact]
    public void Step4_an_unchanged_save_is_replayed()
    {
        _given.Put("s", 1, None, "a");
        Assert.IsType<SaveDecision.Unchanged>(_given.Put("t", 7, On(_given[1]), "a"));
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Put("t", 7, On(_given[1]), "a").Repeats(SaveOutcome.Replayed, 1);
    }

    [Fact]
    public void Step5_a_save_older_than_one_accepted_is_superseded()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 3, On(_given[1]), "c").Wrote(SaveOutcome.Verified, 2);
        _given.Put("s", 2, On(_given[1]), "b").Repeats(SaveOutcome.Superseded, 2);
        _given.Delete("s", 2, On(_given[1])).Repeats(SaveOutcome.Superseded, 2);
        Assert.Equal("c", _given.Text);
    }

    [Fact]
    public void Step5_an_older_save_is_superseded_by_an_unchanged_one()
    {
        _given.Put("s", 1, None, "x");
        Assert.IsType<SaveDecision.Unchanged>(_given.Put("s", 3, On(_given[1]), "x"));
        _given.Put("s", 2, On(_given[1]), "y").Repeats(SaveOutcome.Superseded, 1);
        Assert.Equal("x", _given.Text);
    }

    [Fact]
    public void Step5_an_unchanged_save_over_another_sessions_version_supersedes_too()
    {
        _given.Put("t", 1, None, "x");
        Assert.IsType<SaveDecision.Unchanged>(_given.Put("s", 3, On(_given[1]), "x"));
        _given.Put("s", 2, On(_given[1]), "y").Repeats(SaveOutcome.Superseded, 1);
    }

    [Fact]
    public void Step5_a_restarted_counter_counts_from_the_clients_base()
    {
        _given.Put("s", 57, None, "a");
        _given.Put("t", 1, On(_given[1]), "b");
        _given.Put("s", 1, On(_given[2]), "c").Wrote(SaveOutcome.Verified, 3);
    }

    [Fact]
    public void Step5_a_patch_out_of_order_is_never_dropped()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.Patch("s", 2, On(_given[1]), """{"a":1}""");
        _given.PutJson("s", 4, On(_given[2]), """{"b":2}""");
        _given.Patch("s", 3, On(_given[2]), """{"a":2}""").IsRefused(Refusal.SequenceOutOfOrder);
    }

    [Fact]
    public void Step5_a_patch_waits_for_the_missing_one()
    {
        _given.PutJson("s", 1, None, "{}");
        var held = Assert.IsType<SaveDecision.Held>(_given.Patch("s", 3, On(_given[1]), """{"b":1}""", c => c with { MayWait = true }));
        Assert.Equal(2, held.Expected);
        Assert.Equal(2, _given.Patch("s", 3, On(_given[1]), """{"b":1}""").IsRefused(Refusal.SequenceGap).Expected);
        _given.Patch("s", 2, On(_given[1]), """{"a":1}""").Wrote(SaveOutcome.Verified, 2);
        _given.Patch("s", 3, On(_given[1]), """{"b":1}""").Wrote(SaveOutcome.Session, 3);
        Assert.Equal("""{"a":1,"b":1}""", _given.Text);
    }

    [Fact]
    public void Step5_a_session_without_an_accepted_save_has_no_gap()
    {
        _given.PutJson("t", 1, None, "{}");
        _given.Patch("s", 9, On(_given[1]), """{"b":1}""").Wrote(SaveOutcome.Verified, 2);
    }

    [Fact]
    public void Step5_a_gap_is_seen_after_another_session_wrote()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.PutJson("t", 1, On(_given[1]), """{"t":1}""");
        Assert.Equal(2, _given.Patch("s", 3, On(_given[2]), """{"b":1}""").IsRefused(Refusal.SequenceGap).Expected);
    }

    [Fact]
    public void Step7_the_heads_etag_verifies()
    {
        _given.Put("s", 1, None, "a");
        var head = _given.Put("t", 1, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        Assert.Equal(1, head.Run.Base);
        Assert.False(head.Run.Created);
    }

    [Fact]
    public void Step7_the_sessions_own_saves_in_flight_skip_equality()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        _given.Put("s", 3, On(_given[1]), "c").Wrote(SaveOutcome.Session, 3);
        _given.Put("s", null, On(_given[1]), "d").Wrote(SaveOutcome.Session, 4);
    }

    [Theory]
    [InlineData(30_000, true)]
    [InlineData(30_001, false)]
    [InlineData(-1, false)]
    [InlineData(-3_600_000, false)]
    public void Step7_the_window_counts_from_the_last_accepted_save(int milliseconds, bool open)
    {
        _given.Put("s", 1, None, "a");
        _given.Now += TimeSpan.FromSeconds(20);
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Now += TimeSpan.FromMilliseconds(milliseconds);
        var decision = _given.Put("s", 3, On(_given[1]), "c");
        Assert.Equal(open, decision is SaveDecision.Written);
    }

    [Fact]
    public void Step7_an_unchanged_save_slides_the_window_of_the_heads_own_writer_only()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Now += TimeSpan.FromSeconds(20);
        Assert.IsType<SaveDecision.Unchanged>(_given.Put("t", 1, On(_given[2]), "b"));
        Assert.Equal(_given.Now - TimeSpan.FromSeconds(20), _given.Head.Run.AcceptedAt);
        Assert.IsType<SaveDecision.Unchanged>(_given.Put("s", 3, On(_given[1]), "b"));
        _given.Now += TimeSpan.FromSeconds(20);
        _given.Put("s", 4, On(_given[1]), "c").Wrote(SaveOutcome.Session, 3);
    }

    [Fact]
    public void Step7_a_base_before_the_run_is_a_conflict()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, On(_given[1]), "b");
        _given.Put("s", 2, On(_given[2]), "c").Wrote(SaveOutcome.Verified, 3);
        _given.Put("s", null, On(_given[1]), "late").IsRefused(Refusal.EditConflict);
        _given.Put("s", 3, On(_given[1]), "late").IsRefused(Refusal.EditConflict);
        _given.Put("s", 3, On(_given[2]), "d").Wrote(SaveOutcome.Session, 4);
    }

    [Fact]
    public void Step7_the_newest_of_several_etags_is_the_base()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, On(_given[1]), "b");
        _given.Put("u", 1, On(ETag.Foreign, _given[2], _given[1]), "c").Wrote(SaveOutcome.Verified, 3);
    }

    [Fact]
    public void Step7_a_foreign_etag_names_nothing()
    {
        _given.Put("s", 1, None, "a");
        var refused = _given.Put("s", 2, On(new ETag(1, 99)), "b").IsRefused(Refusal.EditConflict);
        Assert.Null(refused.Base);
    }

    [Fact]
    public void Step7_another_users_session_with_the_same_id_is_another()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Put("s", 3, On(_given[1]), "c", c => c with { Session = Session("s", "bob") }).IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Step7_without_a_session_the_etag_is_always_verified()
    {
        _given.Put(null, null, None, "a");
        _given.Put(null, null, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        _given.Put(null, null, On(_given[1]), "c").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Step7_strict_handling_and_strict_mode_verify_always()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 2, On(_given[1]), "b");
        _given.Put("s", 3, On(_given[1]), "c", c => c with { Strict = true }).IsRefused(Refusal.EditConflict);
        _given.Put("s", 3, On(_given[1]), "c", c => c with { Policy = c.Policy with { Mode = SaveMode.Strict } }).IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Step7_a_second_create_in_flight_goes_on_with_the_run()
    {
        _given.Put("s", 1, None, "a").Wrote(SaveOutcome.Created, 1);
        _given.Put("s", 2, None, "b").Wrote(SaveOutcome.Session, 2);
        _given.Put("t", 1, None, "c").IsRefused(Refusal.AlreadyExists);
    }

    [Fact]
    public void Step7_a_create_is_no_way_into_a_run_that_began_with_an_edit()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, On(_given[1]), "b");
        _given.Put("t", 2, None, "c").IsRefused(Refusal.AlreadyExists);
    }

    [Fact]
    public void Step7_an_unseen_document()
    {
        Assert.Null(_given.Put("s", 1, On(new ETag(1, 1)), "a").IsRefused(Refusal.EditConflict).Head);
        _given.Patch("s", 1, On(new ETag(1, 1)), "{}").IsRefused(Refusal.NotFound);
        _given.Patch("s", 1, None, "{}").IsRefused(Refusal.NotFound);
        _given.Delete("s", 1, Any).IsRefused(Refusal.NotFound);
    }

    [Fact]
    public void Step7_a_deleted_document_is_made_anew_and_no_older_etag_matches()
    {
        _given.Put("s", 1, None, "a");
        _given.Delete("s", 2, On(_given[1])).Wrote(SaveOutcome.Deleted, 2);
        Assert.True(_given.Put("s", 3, On(_given[2]), "b").IsRefused(Refusal.EditConflict).Head!.Deleted);
        _given.Delete("s", 3, None).IsRefused(Refusal.EditConflict);
        var head = _given.Put("s", 3, None, "b").Wrote(SaveOutcome.Created, 3);
        Assert.Equal(2, head.Run.Base);
        _given.Put("s", 4, None, "c").Wrote(SaveOutcome.Session, 4);
        _given.Put("s", 5, On(_given[1]), "d").IsRefused(Refusal.EditConflict);
        _given.Put("s", 5, On(_given[3]), "d").Wrote(SaveOutcome.Session, 5);
    }

    [Fact]
    public void Step8_force_only_where_it_is_allowed_and_always_on_record()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 1, Any, "b").IsRefused(Refusal.ForceNotAllowed);
        static SaveCommand Allowed(SaveCommand c) => c with { Policy = c.Policy with { AllowForce = true } };
        var head = _given.Put("t", 1, Any, "b", Allowed).Wrote(SaveOutcome.Forced, 2);
        Assert.Null(head.Newest.Base);
        // What was in flight before the force did not see the version that it wrote over.
        _given.Put("s", 2, On(_given[1]), "c").IsRefused(Refusal.EditConflict);
        _given.Delete("u", 1, Any, Allowed).Wrote(SaveOutcome.Forced, 3);
        Assert.True(_given.Head.Deleted);
        _given.Put("u", 2, Any, "d", Allowed).IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void A_patch_of_a_document_that_is_no_json_is_refused()
    {
        _given.Put("s", 1, None, "text");
        _given.Patch("s", 2, On(_given[1]), "{}").IsRefused(Refusal.NotPatchable);
    }

    [Fact]
    public void A_patch_that_makes_too_much_is_refused()
    {
        _given.PutJson("s", 1, None, """{"a":"12345"}""");
        _given.Patch("s", 2, On(_given[1]), """{"b":"12345"}""", c => c with { Policy = c.Policy with { MaxBytes = 20 } }).IsRefused(Refusal.TooLarge);
    }
}
