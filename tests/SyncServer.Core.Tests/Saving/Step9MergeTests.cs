using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Merging stale saves (docs/protocol.md, section 4.9).</summary>
public sealed class Step9MergeTests
{
    private readonly Given _given = new() { Policy = CollectionPolicy.Default with { OnConflict = OnConflict.Merge } };

    [Fact]
    public void Changes_that_do_not_overlap_are_merged_and_the_response_has_the_result()
    {
        Begin("""{"a":1,"b":1}""");
        Other(2, """{"a":1,"b":2}""");
        var written = Put(2, 1, """{"a":2,"b":1}""").Wrote(SaveOutcome.Merged, 3).Brings(true);
        Assert.Equal("""{"a":2,"b":2}""", _given.Text);
        Assert.Equal((2, 1L), (written.Head.Run.Base, written.Head.Newest.Base));
    }

    [Fact]
    public void Overlapping_changes_are_a_conflict_with_both_sides()
    {
        Begin("""{"a":1}""");
        Other(2, """{"a":2}""");
        var refused = Put(2, 1, """{"a":3}""").IsRefused(Refusal.EditConflict);
        Assert.Equal((2L, 1L), (refused.Head!.Version, refused.Named!.Value.Version));
        Assert.Null(refused.Compared!.Merged);
        Assert.Single(Assert.IsType<MergeResult.Fields>(refused.Compared).Changes);
    }

    [Fact]
    public void A_refusal_without_a_merge_contains_the_merge_base()
    {
        Begin("""{"a":1,"b":1}""");
        Other(2, """{"a":1,"b":2}""");
        var refused = _given.PutJson("s", 2, On(_given[1]), """{"a":2,"b":1}""", c => c with { OnConflict = OnConflict.Reject }).IsRefused(Refusal.EditConflict);
        Assert.Equal(new MergeBase.Named(_given[1]), refused.Base);
        Assert.Null(refused.Compared);
    }

    [Fact]
    public void Saves_in_flight_after_a_merged_save_are_merged_on_its_submission()
    {
        Begin("""{"text":"","b":1}""");
        Other(2, """{"text":"","b":2}""");
        Put(2, 1, """{"text":"H","b":1}""").Wrote(SaveOutcome.Merged, 3);
        Put(3, 1, """{"text":"He","b":1}""", parent: 2).Wrote(SaveOutcome.Merged, 4);
        _given.PutJson("t", 2, On(_given[4]), """{"text":"He","b":3}""").Wrote(SaveOutcome.Verified, 5);
        Put(4, 1, """{"text":"Hey","b":1}""", parent: 3).Wrote(SaveOutcome.Merged, 6);
        Assert.Equal("""{"text":"Hey","b":3}""", _given.Text);
    }

    [Fact]
    public void An_edit_that_is_undone_while_saves_are_in_flight_is_recognised()
    {
        Begin("""{"q":1,"b":1}""");
        Put(2, 1, """{"b":1}""").Wrote(SaveOutcome.Verified, 2);
        _given.PutJson("t", 1, On(_given[2]), """{"b":2}""").Wrote(SaveOutcome.Verified, 3);
        // The session has added q again; the version that it names has q too.
        Put(3, 1, """{"q":1,"b":1}""", parent: 2).Wrote(SaveOutcome.Merged, 4);
        Assert.Equal("""{"q":1,"b":2}""", _given.Text);
    }

    [Fact]
    public void A_merge_that_changes_nothing_is_unchanged_and_leaves_its_submission()
    {
        Begin("""{"a":1,"b":1}""");
        Other(2, """{"a":2,"b":2}""");
        Put(2, 1, """{"a":2,"b":1}""").IsUnchanged().Brings(true).Submitted(2, """{"a":2,"b":1}""");
        Put(3, 1, """{"a":3,"b":1}""", parent: 2).Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("""{"a":3,"b":2}""", _given.Text);
        Put(2, 1, """{"a":2,"b":1}""").Repeats(SaveOutcome.Replayed, 2).Brings(true);
    }

    [Fact]
    public void The_response_to_an_unchanged_merge_of_the_sent_content_needs_no_content()
    {
        Begin("""{"a":1,"b":1}""");
        Other(2, """{"a":2,"b":1}""");
        Put(2, 1, """{"a":2,"b":1}""").IsUnchanged().Brings(false);
    }

    [Fact]
    public void After_the_window_a_session_is_merged_with_its_own_saves()
    {
        Begin("""{"text":""}""");
        Put(2, 1, """{"text":"H"}""");
        _given.Now += TimeSpan.FromMinutes(1);
        Put(3, 1, """{"text":"He"}""", parent: 2).Wrote(SaveOutcome.Merged, 3).Brings(true);
        Assert.Equal("""{"text":"He"}""", _given.Text);
    }

    [Fact]
    public void A_patch_is_merged_as_the_patched_base()
    {
        Begin("""{"a":1,"b":1,"c":1}""");
        Other(2, """{"a":1,"b":2,"c":1}""");
        _given.Patch("s", 2, On(_given[1]), """{"a":2,"c":null}""").Wrote(SaveOutcome.Merged, 3).Brings(true).Submitted(2, """{"a":2,"b":1}""");
        Assert.Equal("""{"a":2,"b":2}""", _given.Text);
        _given.Patch("s", 3, On(_given[1]), """{"b":3}""", c => c with { Parent = 2 }).IsRefused(Refusal.EditConflict);
        _given.Patch("s", 3, On(_given[1]), """{"a":3}""", c => c with { Parent = 2 }).Wrote(SaveOutcome.Merged, 4);
        Assert.Equal("""{"a":3,"b":2}""", _given.Text);
    }

    [Fact]
    public void A_restore_is_merged_like_a_PUT_and_leaves_no_submission()
    {
        Begin("""{"a":1,"b":1}""");
        Other(2, """{"a":1,"b":2}""");
        _given.Restore("s", 2, On(_given[1]), """{"a":0,"b":1}""").Wrote(SaveOutcome.Merged, 3).Brings(true).Submitted(null);
        Assert.Equal("""{"a":0,"b":2}""", _given.Text);
    }

    [Fact]
    public void Text_and_strings_below_a_text_path_are_merged_by_word()
    {
        _given.Put("s", 1, None, "one two three");
        _given.Put("t", 1, On(_given[1]), "one two 3");
        _given.Put("s", 2, On(_given[1]), "1 two three").Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("1 two 3", _given.Text);
    }

    [Fact]
    public void Neither_a_DELETE_nor_an_unnumbered_save_is_merged()
    {
        Begin("""{"a":1,"b":1}""");
        Other(2, """{"a":1,"b":2}""");
        Assert.False(_given.Delete("s", 2, On(_given[1])).IsRefused(Refusal.EditConflict).Base.IsKnown);
        Assert.False(_given.PutJson("s", null, On(_given[1]), """{"a":2,"b":1}""").IsRefused(Refusal.EditConflict).Base.IsKnown);
        Assert.False(_given.PutJson(null, null, On(_given[1]), """{"a":2,"b":1}""").IsRefused(Refusal.EditConflict).Base.IsKnown);
        _given.PutJson("s", 2, Any, """{"a":2,"b":1}""").IsRefused(Refusal.ForceNotAllowed);
    }

    [Fact]
    public void A_merge_larger_than_the_collection_allows_is_refused()
    {
        Begin("{}");
        Other(2, """{"a":"aaaaaaaaaa"}""");
        _given.Policy = _given.Policy with { MaxBytes = 25 };
        Put(2, 1, """{"b":"bbbbbbbbbb"}""").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void Content_of_other_types_is_not_merged()
    {
        Begin("""{"a":1}""");
        Other(2, """{"a":2}""");
        _given.Put("s", 2, On(_given[1]), "text").IsRefused(Refusal.EditConflict);
    }

    private void Begin(string json) => _given.PutJson("s", 1, None, json).Wrote(SaveOutcome.Created, 1);

    private void Other(int version, string json) => _given.PutJson("t", version - 1, On(_given[version - 1]), json).Wrote(SaveOutcome.Verified, version);

    private SaveDecision Put(long sequence, int on, string json, long? parent = null) => _given.PutJson("s", sequence, On(_given[on]), json, c => c with { Parent = parent });
}
