using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>The order of a session's saves (docs/protocol.md, section 4.5).</summary>
public sealed class Step5OrderTests
{
    private readonly Given _given = new();

    [Fact]
    public void A_full_save_below_an_accepted_full_save_is_superseded_and_gets_its_content()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 3, On(_given[1]), "c").Wrote(SaveOutcome.Verified, 2);
        _given.Put("s", 2, On(_given[1]), "b").Repeats(SaveOutcome.Superseded, 2).Brings(true);
        _given.Delete("s", 2, On(_given[1])).Repeats(SaveOutcome.Superseded, 2);
        Assert.Equal("c", _given.Text);
    }

    [Fact]
    public void Superseded_names_the_highest_full_save_and_not_a_later_PATCH()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.PutJson("s", 3, On(_given[1]), """{"c":1}""").Wrote(SaveOutcome.Verified, 2);
        _given.Patch("s", 4, On(_given[2]), """{"d":1}""").Wrote(SaveOutcome.Verified, 3);
        _given.PutJson("s", 2, On(_given[1]), """{"b":1}""").Repeats(SaveOutcome.Superseded, 2).Brings(true);
        // Also when the stored record is read.
        _given.PutJson("t", 1, On(_given[3]), "{}");
        _given.PutJson("s", 2, On(_given[1]), """{"b":1}""").Repeats(SaveOutcome.Superseded, 2).Brings(true);
    }

    [Fact]
    public void A_PATCH_supersedes_nothing()
    {
        _given.PutJson("t", 1, None, "{}");
        _given.Patch("s", 2, On(_given[1]), """{"b":1}""").Wrote(SaveOutcome.Verified, 2);
        // The PATCH does not include the content of the earlier save.
        _given.PutJson("s", 1, On(_given[1]), """{"a":1}""").IsRefused(Refusal.SequenceOutOfOrder);
    }

    [Fact]
    public void An_unchanged_save_supersedes_too_whichever_session_wrote_the_head()
    {
        _given.Put("t", 1, None, "x");
        _given.Put("s", 3, On(_given[1]), "x").IsUnchanged();
        _given.Put("s", 2, On(_given[1]), "y").Repeats(SaveOutcome.Superseded, 1);
        Assert.Equal("x", _given.Text);
    }

    [Fact]
    public void A_PATCH_below_the_highest_sequence_was_never_applied_and_is_refused()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.Patch("s", 2, On(_given[1]), """{"a":1}""");
        _given.PutJson("s", 4, On(_given[2]), """{"b":2}""");
        _given.Patch("s", 3, On(_given[2]), """{"a":2}""").IsRefused(Refusal.SequenceOutOfOrder);
        Assert.Equal(3, _given.Head.Version);
    }

    [Fact]
    public void A_PATCH_older_than_all_saves_on_record_is_refused_as_too_old()
    {
        var given = new Given(maxSaves: 2);
        given.PutJson("s", 2, None, "{}");
        given.PutJson("s", 4, On(given[1]), """{"a":4}""");
        // No save was dropped from the record yet.
        given.Patch("s", 1, On(given[1]), """{"a":1}""").IsRefused(Refusal.SequenceOutOfOrder);
        given.PutJson("s", 6, On(given[2]), """{"a":6}""");
        given.Patch("s", 3, On(given[1]), """{"a":3}""").IsRefused(Refusal.SequenceTooOld);
        given.Patch("s", 5, On(given[1]), """{"a":5}""").IsRefused(Refusal.SequenceOutOfOrder);
        given.PutJson("t", 1, On(given[3]), "{}");
        given.Patch("s", 3, On(given[1]), """{"a":3}""").IsRefused(Refusal.SequenceTooOld);
    }

    [Fact]
    public void A_PATCH_waits_for_the_missing_save()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.Patch("s", 3, On(_given[1]), """{"b":1}""", c => c with { MayWait = true }).Waits(2);
        Assert.Equal(2, _given.Patch("s", 3, On(_given[1]), """{"b":1}""").IsRefused(Refusal.SequenceGap).Expected);
        // A refused save does not use its sequence.
        _given.Patch("s", 2, On(_given[1]), """{"a":1}""").Wrote(SaveOutcome.Verified, 2);
        _given.Patch("s", 3, On(_given[1]), """{"b":1}""").Wrote(SaveOutcome.Session, 3);
        Assert.Equal("""{"a":1,"b":1}""", _given.Text);
    }

    [Fact]
    public void A_gap_is_detected_after_another_session_wrote()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.PutJson("t", 1, On(_given[1]), """{"t":1}""");
        Assert.Equal(2, _given.Patch("s", 3, On(_given[2]), """{"b":1}""").IsRefused(Refusal.SequenceGap).Expected);
    }

    [Fact]
    public void Before_the_first_accepted_save_only_the_parent_can_be_missing()
    {
        _given.PutJson("t", 1, None, "{}");
        _given.Patch("s", 9, On(_given[1]), """{"b":1}""", c => c with { Parent = 7, MayWait = true }).Waits(7);
        Assert.Equal(7, _given.Patch("s", 9, On(_given[1]), """{"b":1}""", c => c with { Parent = 7 }).IsRefused(Refusal.SequenceGap).Expected);
        _given.Patch("s", 9, On(_given[1]), """{"b":1}""").Wrote(SaveOutcome.Verified, 2);
    }

    [Fact]
    public void A_PATCH_waits_for_the_save_that_creates_its_document()
    {
        _given.Patch("s", 2, None, """{"b":1}""", c => c with { Parent = 1, MayWait = true }).Waits(1);
        Assert.Equal(1, _given.Patch("s", 2, None, """{"b":1}""", c => c with { Parent = 1 }).IsRefused(Refusal.SequenceGap).Expected);
        _given.PutJson("s", 1, None, "{}");
        _given.Patch("s", 2, None, """{"b":1}""", c => c with { Parent = 1, MayWait = true }).Wrote(SaveOutcome.Session, 2);
    }

    [Fact]
    public void A_PATCH_that_names_no_version_of_this_document_does_not_wait()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.Patch("s", 3, On(new ETag(1, 99)), """{"b":1}""", c => c with { MayWait = true }).IsRefused(Refusal.EditConflict);
        _given.Patch("s", 3, On(new ETag(1, 99), _given[1]), """{"b":1}""", c => c with { MayWait = true }).Waits(2);
    }

    [Fact]
    public void A_full_save_does_not_wait()
    {
        _given.Put("s", 1, None, "a");
        _given.Put("s", 5, On(_given[1]), "b", c => c with { Parent = 4, MayWait = true }).Wrote(SaveOutcome.Verified, 2);
        _given.Delete("s", 9, On(_given[2]), c => c with { MayWait = true }).Wrote(SaveOutcome.Deleted, 3);
    }

    [Fact]
    public void Unnumbered_saves_are_not_part_of_the_order()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.PutJson("s", null, On(_given[1]), """{"a":1}""");
        _given.Patch("s", 2, On(_given[2]), """{"b":1}""").Wrote(SaveOutcome.Verified, 3);
        _given.PutJson("t", 1, On(_given[3]), "{}");
        _given.PutJson("s", null, On(_given[4]), """{"a":2}""").Wrote(SaveOutcome.Verified, 5);
        _given.Patch("s", 4, On(_given[5]), """{"b":2}""").IsRefused(Refusal.SequenceGap);
        _given.Patch("s", 3, On(_given[5]), """{"b":2}""").Wrote(SaveOutcome.Verified, 6);
    }

    [Fact]
    public void After_its_record_expired_a_session_can_begin_again()
    {
        _given.Policy = CollectionPolicy.Default;
        _given.PutJson("s", 57, None, "{}");
        _given.Now += TimeSpan.FromDays(31);
        _given.Patch("s", 1, On(_given[1]), """{"a":1}""").Wrote(SaveOutcome.Verified, 2);
        _given.Patch("s", 3, On(_given[2]), """{"a":2}""").IsRefused(Refusal.SequenceGap);
    }
}
