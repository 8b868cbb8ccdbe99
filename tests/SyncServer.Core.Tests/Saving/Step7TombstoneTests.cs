using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Preconditions (docs/protocol.md, section 4.7) of deleted documents: a tombstone is a version that a session must have seen like any other.</summary>
public sealed class Step7TombstoneTests
{
    private readonly Given _given = new();

    [Fact]
    public void A_save_that_names_the_tombstone_creates_and_begins_a_run()
    {
        _given.Put("s", 1, None, "a");
        _given.Delete("t", 1, On(_given[1])).Wrote(SaveOutcome.Deleted, 2);
        var head = _given.Put("s", 2, On(_given[2]), "b").Wrote(SaveOutcome.Created, 3).Head;
        Assert.Equal((2L, 3L, 2L), (head.Run.Base, head.CreatedVersion, head.Newest.Base));
        _given.Put("s", 3, On(_given[2]), "c").Wrote(SaveOutcome.Session, 4);
        // No version from before the delete is in the run.
        _given.Put("s", 4, On(_given[1]), "d").IsRefused(Refusal.EditConflict);
        _given.Put("s", 4, None, "d").IsRefused(Refusal.AlreadyExists);
    }

    [Fact]
    public void A_create_never_names_a_tombstone()
    {
        _given.Put("s", 1, None, "a");
        _given.Delete("t", 1, On(_given[1]));
        // It was in flight when the other session deleted the document.
        var refused = _given.Put("s", 2, None, "b").IsRefused(Refusal.AlreadyExists);
        Assert.True(refused.Head!.Deleted);
        Assert.Null(refused.Content);
        Assert.False(refused.Base.IsKnown);
        _given.Put("u", 1, None, "c").IsRefused(Refusal.AlreadyExists);
        _given.Put(null, null, None, "c").IsRefused(Refusal.AlreadyExists);
    }

    [Fact]
    public void A_numbered_save_in_flight_after_the_sessions_own_delete_creates_again()
    {
        _given.Put("s", 1, None, "a");
        _given.Delete("s", 2, On(_given[1])).Wrote(SaveOutcome.Deleted, 2);
        _given.Put("s", null, On(_given[1]), "b").IsRefused(Refusal.EditConflict);
        var head = _given.Put("s", 3, On(_given[1]), "b").Wrote(SaveOutcome.Created, 3).Head;
        // A create over a tombstone always begins a run.
        Assert.Equal(2, head.Run.Base);
        _given.Put("s", 4, On(_given[1]), "c").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void It_does_not_after_the_window_or_if_ETags_are_always_verified()
    {
        _given.Put("s", 1, None, "a");
        _given.Delete("s", 2, On(_given[1]));
        _given.Put("s", 3, On(_given[1]), "b", c => c with { Strict = true }).IsRefused(Refusal.EditConflict);
        _given.Now += TimeSpan.FromSeconds(31);
        _given.Put("s", 3, On(_given[1]), "b").IsRefused(Refusal.EditConflict);
        _given.Put("s", 3, On(_given[2]), "b").Wrote(SaveOutcome.Created, 3);
    }

    [Fact]
    public void A_late_save_from_before_the_sessions_own_delete_is_superseded()
    {
        _given.Put("s", 1, None, "a");
        _given.Delete("s", 3, On(_given[1])).Wrote(SaveOutcome.Deleted, 2);
        _given.Put("s", 2, On(_given[1]), "b").Repeats(SaveOutcome.Superseded, 2);
        Assert.True(_given.Head.Deleted);
    }

    [Fact]
    public void Every_other_save_of_a_tombstone_is_refused()
    {
        _given.Policy = _given.Policy with { AllowForce = true };
        _given.PutJson("s", 1, None, "{}");
        _given.Delete("s", 2, On(_given[1]));
        _given.Delete("s", 3, On(_given[2])).IsRefused(Refusal.EditConflict);
        _given.Patch("s", 3, On(_given[2]), "{}").IsRefused(Refusal.EditConflict);
        _given.PutJson("s", 3, Any, "{}").IsRefused(Refusal.EditConflict);
        _given.Delete("s", 3, Any).IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void A_restore_of_a_tombstone_creates_and_returns_the_content()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.Delete("s", 2, On(_given[1]));
        _given.Restore("t", 1, On(_given[1]), """{"a":1}""").IsRefused(Refusal.EditConflict);
        _given.Restore("t", 1, On(_given[2]), """{"a":1}""").Wrote(SaveOutcome.Created, 3).Brings(true).Submitted(null);
        _given.Restore("t", 1, On(_given[2]), """{"a":1}""").Repeats(SaveOutcome.Replayed, 3).Brings(true);
    }

    [Fact]
    public void Saves_from_before_a_delete_are_not_merged_into_a_document_created_after_it()
    {
        _given.Policy = _given.Policy with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 1, None, """{"a":1,"b":1}""");
        _given.Delete("t", 1, On(_given[1]));
        _given.PutJson("t", 2, On(_given[2]), """{"a":1,"b":2}""");
        Assert.False(_given.PutJson("s", 2, On(_given[1]), """{"a":2,"b":1}""").IsRefused(Refusal.EditConflict).Base.IsKnown);
        Assert.False(_given.PutJson("s", 2, On(_given[1]), """{"a":2,"b":1}""", c => c with { Parent = 1 }).IsRefused(Refusal.EditConflict).Base.IsKnown);
        // The same holds for a session without a record.
        Assert.False(_given.PutJson("u", 1, On(_given[1]), """{"a":2,"b":1}""").IsRefused(Refusal.EditConflict).Base.IsKnown);
    }
}
