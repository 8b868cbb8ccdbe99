using SyncServer.Core.Locking;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>The check of locks (docs/protocol.md, section 4.6).</summary>
public sealed class Step6LockTests
{
    private readonly Given _given = new();

    [Fact]
    public void A_lock_of_another_session_refuses_only_saves_that_it_overlaps()
    {
        _given.PutJson("s", 1, None, """{"a":1,"b":1}""");
        _given.Lock("t", "/a");
        var refused = _given.PutJson("s", 2, On(_given[1]), """{"a":2,"b":1}""").IsRefused(Refusal.Locked);
        Assert.Equal(_given.Locks[0], refused.Lock);
        _given.PutJson("s", 2, On(_given[1]), """{"a":1,"b":2}""").Wrote(SaveOutcome.Verified, 2);
        _given.Patch("s", 3, On(_given[2]), """{"a":3}""").IsRefused(Refusal.Locked);
        _given.Patch("s", 3, On(_given[2]), """{"b":3}""").Wrote(SaveOutcome.Verified, 3);
        _given.Delete("s", 4, On(_given[3])).IsRefused(Refusal.Locked);
        _given.Put("s", 4, On(_given[3]), "text").IsRefused(Refusal.Locked);
        _given.PutJson(null, null, On(_given[3]), """{"a":2,"b":1}""").IsRefused(Refusal.Locked);
        _given.PutJson("t", 1, On(_given[3]), """{"a":4,"b":4}""").Wrote(SaveOutcome.Verified, 4);
    }

    [Fact]
    public void Locks_are_checked_after_replays_and_before_the_ETag()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.PutJson("s", 3, On(_given[1]), """{"a":2}""");
        _given.Lock("t", "");
        _given.PutJson("s", 3, On(_given[1]), """{"a":2}""").Repeats(SaveOutcome.Replayed, 2);
        _given.PutJson("s", 2, On(_given[1]), """{"a":0}""").Repeats(SaveOutcome.Superseded, 2);
        _given.Patch("s", 9, On(_given[2]), """{"a":0}""").IsRefused(Refusal.SequenceGap);
        _given.PutJson("u", 1, On(_given[1]), """{"a":3}""").IsRefused(Refusal.Locked);
        _given.PutJson("u", 1, None, """{"a":3}""").IsRefused(Refusal.Locked);
        _given.PutJson("u", 1, Any, """{"a":3}""").IsRefused(Refusal.Locked);
    }

    [Fact]
    public void A_lock_does_not_replace_the_ETag_check()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""");
        _given.Lock("t", "");
        _given.PutJson("t", 1, On(_given[1]), """{"a":3}""").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Every_method_of_saving_respects_locks()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.Lock("t", "/b");
        SaveCommand Allow(SaveCommand command) => command with { Policy = CollectionPolicy.Default with { AllowForce = true } };
        _given.Put("s", 2, Any, "forced", Allow).IsRefused(Refusal.Locked);
        _given.Delete("s", 2, Any, Allow).IsRefused(Refusal.Locked);
        _given.Put("s", 2, On(_given[1]), "restored", c => c with { Method = SaveMethod.Restore }).IsRefused(Refusal.Locked);
        // A forced save of a part that is not locked.
        _given.PutJson("s", 2, Any, """{"a":2}""", Allow).Wrote(SaveOutcome.Forced, 2);
    }

    [Fact]
    public void A_lock_may_precede_its_document()
    {
        _given.Lock("t", "/title");
        _given.PutJson("s", 1, None, """{"b":1}""").IsRefused(Refusal.Locked);
        _given.Patch("s", 1, On(), """{"b":1}""").IsRefused(Refusal.Locked);
        _given.PutJson("t", 1, None, """{"title":1}""").Wrote(SaveOutcome.Created, 1);
        _given.Delete("t", 2, On(_given[1])).Wrote(SaveOutcome.Deleted, 2);
        _given.PutJson("s", 1, None, """{"b":1}""").IsRefused(Refusal.Locked);
    }

    [Fact]
    public void An_expired_lock_refuses_nothing()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.Lock("t", "", seconds: 10);
        _given.Now += TimeSpan.FromMilliseconds(9_999);
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""").IsRefused(Refusal.Locked);
        _given.Now += TimeSpan.FromMilliseconds(1);
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""").Wrote(SaveOutcome.Verified, 2);
    }

    [Fact]
    public void An_accepted_save_renews_the_locks_of_its_session()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.Lock("s", "/a", seconds: 10);
        _given.Lock("t", "/b", seconds: 300);
        Later();
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""");
        Later();
        // An unchanged save renews too; a replay and a refused save do not.
        _given.PutJson("s", 3, On(_given[2]), """{"a":2}""");
        Later();
        _given.PutJson("s", 3, On(_given[2]), """{"a":2}""").Repeats(SaveOutcome.Replayed, 2);
        _given.PutJson("s", 4, On(_given[2]), """{"b":2}""").IsRefused(Refusal.Locked);
        Assert.Equal([_given.Now.AddSeconds(2), _given.Now.AddSeconds(276)], _given.Locks.Select(l => l.ExpiresAt));
        _given.Now += TimeSpan.FromSeconds(2);
        // An expired lock is not renewed.
        _given.PutJson("s", 4, On(_given[2]), """{"a":4}""").Wrote(SaveOutcome.Verified, 3);
        Assert.False(_given.Locks[0].IsLive(_given.Now));

        void Later() => _given.Now += TimeSpan.FromSeconds(8);
    }

    [Fact]
    public void A_save_never_shortens_a_lock()
    {
        _given.PutJson("s", 1, None, """{"a":1}""");
        _given.Lock("s", "", seconds: 10);
        var expires = _given.Locks[0].ExpiresAt;
        _given.Now -= TimeSpan.FromSeconds(1);
        _given.PutJson("s", 2, On(_given[1]), """{"a":2}""").Wrote(SaveOutcome.Verified, 2);
        Assert.Equal(expires, _given.Locks[0].ExpiresAt);
    }

    [Fact]
    public void A_pessimistic_collection_accepts_only_saves_of_what_the_session_has_locked()
    {
        var pessimistic = (SaveCommand c) => c with { Policy = CollectionPolicy.Default with { Mode = SaveMode.Pessimistic } };
        Put(1, None, """{"a":1,"b":1}""").IsRefused(Refusal.LockRequired);
        _given.Lock("s", "/a", seconds: 10);
        // A create touches the whole document.
        Put(1, None, """{"a":1,"b":1}""").IsRefused(Refusal.LockRequired);
        _given.Lock("s", "", seconds: 10);
        Put(1, None, """{"a":1,"b":1}""").Wrote(SaveOutcome.Created, 1);
        _given.Change(new LockCommand.Release(new("notes", "a"), Session("s"), 2));
        Put(2, On(_given[1]), """{"a":1,"b":2}""").IsRefused(Refusal.LockRequired);
        Put(2, On(_given[1]), """{"a":2,"b":1}""").Wrote(SaveOutcome.Verified, 2);
        _given.Patch("s", 3, On(_given[2]), """{"a":3,"b":3}""", pessimistic).IsRefused(Refusal.LockRequired);
        _given.Patch("s", 3, On(_given[2]), """{"a":3}""", pessimistic).Wrote(SaveOutcome.Verified, 3);
        _given.Lock("t", "/b");
        Put(4, On(_given[3]), """{"a":4,"b":2}""").IsRefused(Refusal.Locked);
        _given.Delete("s", 4, On(_given[3]), pessimistic).IsRefused(Refusal.Locked);
        // Without a lock even an unchanged save is refused.
        _given.PutJson("u", 1, On(_given[3]), _given.Text, pessimistic).IsRefused(Refusal.LockRequired);
        Put(4, On(_given[3]), _given.Text).IsUnchanged();
        _given.Now += TimeSpan.FromSeconds(10);
        Put(5, On(_given[3]), """{"a":5,"b":1}""").IsRefused(Refusal.LockRequired);

        SaveDecision Put(long sequence, Precondition on, string json) => _given.PutJson("s", sequence, on, json, pessimistic);
    }

    [Fact]
    public void Locks_are_checked_against_what_a_merge_changes()
    {
        _given.PutJson("s", 1, None, """{"a":1,"b":1}""");
        _given.Lock("t", "/a");
        _given.PutJson("t", 1, On(_given[1]), """{"a":2,"b":1}""").Wrote(SaveOutcome.Verified, 2);
        SaveCommand Merging(SaveCommand command) => command with { OnConflict = OnConflict.Merge };
        _given.PutJson("s", 2, On(_given[1]), """{"a":1,"b":2}""", Merging).Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("""{"a":2,"b":2}""", _given.Text);
        // If it is not merged, against what the request changes.
        _given.PutJson("s", 3, On(_given[1]), """{"a":1,"b":3}""").IsRefused(Refusal.Locked);
        _given.PutJson("u", 1, On(_given[1]), """{"a":3,"b":1}""", Merging).IsRefused(Refusal.Locked);
        _given.PutJson("u", 1, On(_given[1]), """{"a":1,"b":1,"c":1}""", Merging).Wrote(SaveOutcome.Merged, 4);
    }
}
