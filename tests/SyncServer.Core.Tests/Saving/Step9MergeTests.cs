using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Protocol 4.9: stale saves are merged where nothing overlaps.</summary>
public sealed class Step9MergeTests
{
    private readonly Given _given = new();

    [Fact]
    public void What_does_not_overlap_is_merged_and_begins_a_run_on_the_head_that_it_was_merged_with()
    {
        Begin("{\"a\":1,\"b\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":1,\"b\":2}").Wrote(SaveOutcome.Verified, 2);
        var head = Merge("s", 2, 1, "{\"a\":2,\"b\":1}").Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("{\"a\":2,\"b\":2}", _given.Text);
        Assert.Equal((2, 1L), (head.Run.Base, head.Newest.Base));
    }

    [Fact]
    public void An_overlap_is_a_conflict()
    {
        Begin("{\"a\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":2}");
        var refused = Merge("s", 2, 1, "{\"a\":3}").IsRefused(Refusal.EditConflict);
        Assert.Equal((2L, 1L), (refused.Head!.Version, refused.Base!.Value.Version));
    }

    [Fact]
    public void Saves_in_flight_behind_a_merged_one_build_on_what_the_session_had_sent()
    {
        Begin("{\"text\":\"\",\"b\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"text\":\"\",\"b\":2}");
        Merge("s", 2, 1, "{\"text\":\"H\",\"b\":1}").Wrote(SaveOutcome.Merged, 3);
        Merge("s", 3, 1, "{\"text\":\"He\",\"b\":1}").Wrote(SaveOutcome.Merged, 4);
        _given.PutJson("t", 2, On(_given[4]), "{\"text\":\"He\",\"b\":3}").Wrote(SaveOutcome.Verified, 5);
        Merge("s", 4, 1, "{\"text\":\"Hey\",\"b\":1}").Wrote(SaveOutcome.Merged, 6);
        Assert.Equal("{\"text\":\"Hey\",\"b\":3}", _given.Text);
    }

    [Fact]
    public void Saves_in_flight_around_somebody_elses_build_on_what_the_session_had_sent()
    {
        Begin("{\"text\":\"\",\"b\":1}");
        _given.PutJson("s", 2, On(_given[1]), "{\"text\":\"H\",\"b\":1}").Wrote(SaveOutcome.Verified, 2);
        _given.PutJson("t", 1, On(_given[2]), "{\"text\":\"H\",\"b\":2}").Wrote(SaveOutcome.Verified, 3);
        Merge("s", 3, 1, "{\"text\":\"He\",\"b\":1}").Wrote(SaveOutcome.Merged, 4);
        Assert.Equal("{\"text\":\"He\",\"b\":2}", _given.Text);
    }

    [Fact]
    public void A_merged_version_never_stands_for_what_its_session_had_sent()
    {
        Begin("{\"a\":1,\"b\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":1,\"b\":2}");
        Merge("s", 2, 1, "{\"a\":2,\"b\":1}").Wrote(SaveOutcome.Merged, 3);
        // The shadow is lost: taking version 3 for the base would read the old b as an edit of s.
        _given.ForgetShadows();
        Merge("s", 3, 1, "{\"a\":3,\"b\":1}").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void What_a_session_had_sent_is_no_base_for_what_it_made_after_it_saw_more_of_others()
    {
        Begin("{\"a\":0,\"b\":0}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":1,\"b\":0}").Wrote(SaveOutcome.Verified, 2);
        Merge("s", 2, 1, "{\"a\":0,\"b\":1}").Wrote(SaveOutcome.Merged, 3);
        // s reads version 2 anew and goes on from it, while t takes its word back.
        _given.PutJson("t", 2, On(_given[3]), "{\"a\":0,\"b\":1}").Wrote(SaveOutcome.Verified, 4);
        Merge("s", 3, 2, "{\"a\":1,\"b\":2}").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void A_merge_that_changes_nothing_is_unchanged_and_its_shadow_is_kept()
    {
        Begin("{\"a\":1,\"b\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":2,\"b\":2}");
        var unchanged = Assert.IsType<SaveDecision.Unchanged>(Merge("s", 2, 1, "{\"a\":2,\"b\":1}"));
        Assert.NotNull(unchanged.Shadow);
        Merge("s", 3, 1, "{\"a\":3,\"b\":1}").Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("{\"a\":3,\"b\":2}", _given.Text);
        // Its repeat says that no version was written for it, so that the answer brings the bytes.
        Assert.False(Assert.IsType<SaveDecision.Repeated>(Merge("s", 2, 1, "{\"a\":2,\"b\":1}")).Wrote);
    }

    [Fact]
    public void A_session_whose_window_is_over_merges_with_itself()
    {
        Begin("{\"text\":\"\"}");
        _given.PutJson("s", 2, On(_given[1]), "{\"text\":\"H\"}");
        _given.Now += TimeSpan.FromMinutes(1);
        Merge("s", 3, 1, "{\"text\":\"He\"}").Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("{\"text\":\"He\"}", _given.Text);
    }

    [Fact]
    public void A_patch_is_merged_as_what_it_makes_of_its_base()
    {
        Begin("{\"a\":1,\"b\":1,\"c\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":1,\"b\":2,\"c\":1}");
        _given.Patch("s", 2, On(_given[1]), "{\"a\":2,\"c\":null}", Merging).Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("{\"a\":2,\"b\":2}", _given.Text);
    }

    [Fact]
    public void Nothing_but_a_live_document_is_merged()
    {
        Begin("{\"a\":1}");
        _given.Put("t", 1, Any, "x").IsRefused(Refusal.ForceNotAllowed);
        Merge("s", 2, null, "{\"a\":2}").IsRefused(Refusal.EditConflict);
        _given.Delete("t", 2, On(_given[1])).Wrote(SaveOutcome.Deleted, 2);
        Merge("s", 3, 1, "{\"a\":2}").IsRefused(Refusal.EditConflict);
        _given.Delete("s", 4, On(_given[1]), Merging).IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void What_is_merged_may_not_be_larger_than_the_collection_allows()
    {
        Begin("{}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":\"aaaaaaaaaa\"}");
        _given.PutJson("s", 2, On(_given[1]), "{\"b\":\"bbbbbbbbbb\"}", c => Merging(c) with { Policy = c.Policy with { MaxBytes = 25 } })
            .IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void What_was_merged_with_an_older_head_does_not_count()
    {
        Begin("{\"a\":1,\"b\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":1,\"b\":2}");
        var lost = new Merge(_given[1], null, null, null);
        Merge("s", 2, 1, "{\"a\":2,\"b\":1}", c => c with { Merge = lost }).Wrote(SaveOutcome.Merged, 3);
    }

    [Fact]
    public void What_was_merged_behind_an_older_own_save_does_not_count()
    {
        Begin("{\"a\":0,\"b\":0}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":0,\"b\":1}");
        Merge("s", 2, 1, "{\"a\":1,\"b\":0}").Wrote(SaveOutcome.Merged, 3);
        _given.PutJson("t", 2, On(_given[3]), "{\"a\":0,\"b\":1}").Wrote(SaveOutcome.Verified, 4);
        // In flight together behind the same own save; the first of them writes no version, and is gone on from all the same.
        var early = new Merge(_given[4], new Submission(2, _given[3]), null, new SyncServer.Core.Documents.Content("application/json", "{\"a\":0,\"b\":1}"u8.ToArray()));
        Assert.IsType<SaveDecision.Unchanged>(Merge("s", 3, 1, "{\"a\":0,\"b\":0}"));
        Merge("s", 4, 1, "{\"a\":1,\"b\":0}", c => c with { Merge = early }).Wrote(SaveOutcome.Merged, 5);
        Assert.Equal("{\"a\":1,\"b\":1}", _given.Text);
    }

    [Fact]
    public void A_save_from_before_a_delete_is_not_merged_into_what_was_made_after_it()
    {
        Begin("{\"a\":0,\"b\":0}");
        _given.Delete("t", 1, On(_given[1]));
        _given.Now += TimeSpan.FromSeconds(1);
        _given.PutJson("t", 2, None, "{\"a\":0,\"b\":0}").Wrote(SaveOutcome.Created, 3);
        Merge("s", 2, 1, "{\"a\":1,\"b\":0}").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void An_edit_taken_back_is_told_behind_many_own_saves_in_flight()
    {
        Begin("{\"a\":0,\"b\":0}");
        for (var i = 2; i <= 60; i++)
        {
            // Each was sent before the one before it was answered.
            _given.PutJson("s", i, On(_given[Math.Max(1, i - 2)]), $"{{\"a\":{i % 2},\"b\":0,\"n\":{i}}}");
        }

        _given.PutJson("t", 1, On(_given[60]), "{\"a\":0,\"b\":1,\"n\":60}").Wrote(SaveOutcome.Verified, 61);
        Merge("s", 61, 59, "{\"a\":1,\"b\":0,\"n\":60}").Wrote(SaveOutcome.Merged, 62);
        Assert.Equal("{\"a\":1,\"b\":1,\"n\":60}", _given.Text);
    }

    [Fact]
    public void Without_sequences_nothing_is_merged_behind_an_own_save()
    {
        Begin("{\"a\":0,\"b\":0}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":0,\"b\":1}");
        Merge("s", null, 1, "{\"a\":1,\"b\":0}").Wrote(SaveOutcome.Merged, 3);
        Merge("s", null, 1, "{\"a\":0,\"b\":0}").IsRefused(Refusal.EditConflict);
    }

    [Fact]
    public void A_restore_is_a_save_like_any_other()
    {
        Begin("{\"a\":1}");
        _given.PutJson("t", 1, On(_given[1]), "{\"a\":2}");
        SaveCommand Restoring(SaveCommand c) => c with { Method = SaveMethod.Restore };
        _given.PutJson("s", 2, On(_given[1]), "{\"a\":1}", Restoring).IsRefused(Refusal.EditConflict);
        _given.PutJson("s", 2, On(_given[2]), "{\"a\":1}", Restoring).Wrote(SaveOutcome.Restored, 3);
        _given.PutJson("s", 2, On(_given[2]), "{\"a\":1}", Restoring).Repeats(SaveOutcome.Replayed, 3);
        _given.PutJson("s", 3, On(_given[2]), "{\"a\":2}", Restoring).Wrote(SaveOutcome.Restored, 4);
        _given.Delete("s", 4, On(_given[4]));
        _given.PutJson("t", 2, On(_given[5]), "{\"a\":1}", Restoring).IsRefused(Refusal.EditConflict);
        _given.PutJson("t", 3, None, "{\"a\":1}", Restoring).Wrote(SaveOutcome.Created, 6);
        new Given().PutJson("s", 1, None, "{}", Restoring).IsRefused(Refusal.NotFound);
    }

    private static SaveCommand Merging(SaveCommand command) =>
        command with { OnConflict = OnConflict.Merge, Policy = command.Policy with { TextMerge = [JsonPointer.Of("none")] } };

    private void Begin(string json) => _given.PutJson("s", 1, None, json).Wrote(SaveOutcome.Created, 1);

    private SaveDecision Merge(string session, long? sequence, int? on, string json, Func<SaveCommand, SaveCommand>? change = null) =>
        _given.PutJson(session, sequence, on is { } version ? On(_given[version]) : On(new SyncServer.Core.Documents.ETag(99, 1)), json,
            command => (change ?? (c => c))(Merging(command)));
}
