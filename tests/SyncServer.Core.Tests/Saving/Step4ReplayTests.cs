using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Replays (docs/protocol.md, section 4.4): they are recognised by the session record alone.</summary>
public sealed class Step4ReplayTests
{
    private readonly Given _given = new();

    [Fact]
    public void An_accepted_sequence_is_replayed_although_another_session_wrote_since()
    {
        _given.Put("s", 1, None, "a").Wrote(SaveOutcome.Created, 1);
        _given.Put("s", 2, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        _given.Put("t", 1, On(_given[2]), "c").Wrote(SaveOutcome.Verified, 3);
        _given.Put("s", 2, On(_given[1]), "b").Repeats(SaveOutcome.Replayed, 2).Brings(false);
        _given.Put("s", 1, None, "a").Repeats(SaveOutcome.Replayed, 1).Brings(false);
    }

    [Fact]
    public void A_sequence_with_a_different_request_is_refused_as_reused()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 1, None, "other").IsRefused(Refusal.SequenceReused);
        _given.Delete("s", 1, On(_given[1])).IsRefused(Refusal.SequenceReused);
        _given.Put("t", 1, On(_given[1]), "b");
        _given.Put("s", 1, None, "other").IsRefused(Refusal.SequenceReused);
    }

    [Fact]
    public void A_replay_is_recognised_whatever_its_precondition_names()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 1, On(_given[1]), "a").Repeats(SaveOutcome.Replayed, 1);
        _given.Put("s", 1, Any, "a").Repeats(SaveOutcome.Replayed, 1);
        _given.Put("s", 1, On(new ETag(9, 9)), "a", c => c with { Strict = true }).Repeats(SaveOutcome.Replayed, 1);
    }

    [Fact]
    public void A_create_is_replayed_after_any_number_of_versions_and_a_delete()
    {
        _given.Put("s", 1, None, "a");
        for (var i = 1; i <= 1_100; i++)
        {
            _given.Put("t", i, On(_given[i]), $"{i}").Wrote(SaveOutcome.Verified, i + 1);
        }

        _given.Delete("t", 1_101, On(_given[1_101])).Wrote(SaveOutcome.Deleted, 1_102);
        _given.Put("s", 1, None, "a").Repeats(SaveOutcome.Replayed, 1);
        Assert.True(_given.Head.Deleted);
    }

    [Fact]
    public void An_unchanged_save_is_replayed_whichever_session_wrote_since()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("t", 7, On(_given[1]), "a").IsUnchanged();
        _given.Put("s", 2, On(_given[1]), "b").Wrote(SaveOutcome.Verified, 2);
        _given.Put("t", 7, On(_given[1]), "a").Repeats(SaveOutcome.Replayed, 1);
    }

    [Fact]
    public void A_merged_save_is_replayed_after_the_history_was_thinned_and_its_version_is_kept()
    {
        _given.Policy = _given.Policy with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 1, None, """{"a":1,"b":1}""");
        _given.PutJson("t", 1, On(_given[1]), """{"a":1,"b":2}""");
        _given.PutJson("s", 2, On(_given[1]), """{"a":2,"b":1}""").Wrote(SaveOutcome.Merged, 3);
        for (var i = 2; i < 80; i++)
        {
            _given.PutJson("t", i, On(_given[i + 1]), $$"""{"a":{{i + 100}},"b":2}""").Wrote(SaveOutcome.Verified, i + 2);
        }

        _given.Now += TimeSpan.FromDays(29);
        _given.Thin();
        Assert.Null(_given.Log.Find(_given[4]));
        Assert.NotNull(_given.Log.Find(_given[3]));
        _given.PutJson("s", 2, On(_given[1]), """{"a":2,"b":1}""").Repeats(SaveOutcome.Replayed, 3).Brings(true);
    }

    [Fact]
    public void The_highest_full_save_is_replayed_even_if_it_is_older_than_the_saves_on_record()
    {
        var given = new Given(maxSaves: 2);
        given.PutJson("s", 1, None, "{}");
        for (var i = 2; i <= 5; i++)
        {
            given.Patch("s", i, On(given[i - 1]), $$"""{"a":{{i}}}""").Wrote(SaveOutcome.Verified, i);
        }

        given.PutJson("t", 1, On(given[5]), "{}");
        given.PutJson("s", 1, None, "{}").Repeats(SaveOutcome.Replayed, 1);
        given.Patch("s", 4, On(given[3]), """{"a":4}""").Repeats(SaveOutcome.Replayed, 4);
        given.Patch("s", 3, On(given[2]), """{"a":3}""").IsRefused(Refusal.SequenceTooOld);
    }

    [Fact]
    public void A_replay_gets_the_response_of_the_save()
    {
        _given.Policy = _given.Policy with { AllowForce = true };
        _given.PutJson("s", 1, None, """{"a":1}""").Wrote(SaveOutcome.Created, 1).Brings(false);
        _given.Patch("s", 2, On(_given[1]), """{"b":1}""").Wrote(SaveOutcome.Verified, 2).Brings(false);
        _given.Patch("s", 3, On(_given[1]), """{"b":2}""").Wrote(SaveOutcome.Session, 3).Brings(true);
        _given.Restore("s", 4, On(_given[3]), """{"a":1}""").Wrote(SaveOutcome.Restored, 4).Brings(true);
        _given.Patch("s", 5, Any, """{"a":1}""").IsUnchanged().Brings(true);
        _given.Delete("s", 6, On(_given[4])).Wrote(SaveOutcome.Deleted, 5).Brings(false);
        _given.Patch("s", 2, On(_given[1]), """{"b":1}""").Repeats(SaveOutcome.Replayed, 2).Brings(false);
        _given.Patch("s", 3, On(_given[1]), """{"b":2}""").Repeats(SaveOutcome.Replayed, 3).Brings(true);
        _given.Restore("s", 4, On(_given[3]), """{"a":1}""").Repeats(SaveOutcome.Replayed, 4).Brings(true);
        _given.Patch("s", 5, Any, """{"a":1}""").Repeats(SaveOutcome.Replayed, 4).Brings(true);
        _given.Delete("s", 6, On(_given[4])).Repeats(SaveOutcome.Replayed, 5).Brings(false);
    }

    [Fact]
    public void A_record_expires_after_its_lifetime_since_the_last_accepted_save()
    {
        _given.Policy = _given.Policy with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""");
        _given.Now += TimeSpan.FromDays(29);
        // An unnumbered save extends the lifetime too.
        _given.PutJson("s", null, On(_given[2]), """{"a":3}""").Wrote(SaveOutcome.Verified, 3);
        _given.PutJson("t", 1, On(_given[3]), """{"a":3,"b":1}""");
        _given.Now += TimeSpan.FromDays(30);
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""").Repeats(SaveOutcome.Replayed, 2);
        _given.Now += TimeSpan.FromTicks(1);
        // Replays are no longer recognised, and nothing is merged, as the save might be a replay.
        Assert.False(_given.PutJson("s", 2, On(_given[1]), """{"a":2}""").IsRefused(Refusal.EditConflict).Base.IsKnown);
        _given.PutJson("s", 1, On(_given[4]), """{"a":4}""").Wrote(SaveOutcome.Verified, 5);
    }
}
