using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>The merge base (docs/protocol.md, section 4.9). If it is not certain, the save is refused, and the refusal offers no merge.</summary>
public sealed class Step9BaseTests
{
    private const string First = """{"a":1,"b":1,"c":1}""";
    private readonly Given _given = new() { Policy = CollectionPolicy.Default with { OnConflict = OnConflict.Merge, AllowForce = true } };

    [Fact]
    public void With_the_last_accepted_save_as_parent_the_base_is_its_submission()
    {
        Begin();
        Put(2, 1, """{"a":2,"b":1,"c":1}""").Wrote(SaveOutcome.Verified, 2);
        Other(3, """{"a":2,"b":2,"c":1}""");
        var refused = Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: Reject).IsRefused(Refusal.EditConflict);
        var submission = Assert.IsType<MergeBase.Submitted>(refused.Base).Submission;
        Assert.Equal((2L, 1L, _given[2]), (submission.Sequence, submission.Base, submission.ETag));
    }

    [Fact]
    public void With_a_higher_parent_the_save_waits_and_is_then_refused()
    {
        Begin();
        Other(2, """{"a":1,"b":2,"c":1}""");
        Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: c => c with { MayWait = true }).Waits(2);
        IsUnknown(Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2));
        // Without a merge the save does not wait.
        IsUnknown(Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: c => c with { MayWait = true, OnConflict = OnConflict.Reject }));
        Put(2, 1, """{"a":2,"b":1,"c":1}""").Wrote(SaveOutcome.Merged, 3);
        Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2).Wrote(SaveOutcome.Merged, 4);
    }

    [Fact]
    public void With_a_parent_but_no_record_the_save_waits_and_is_then_refused()
    {
        _given.PutJson("t", 1, None, First);
        Other(2, """{"a":1,"b":2,"c":1}""", sequence: 2);
        Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: c => c with { MayWait = true }).Waits(2);
        IsUnknown(Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2));
    }

    [Fact]
    public void With_a_lower_parent_the_save_is_refused()
    {
        Begin();
        Put(2, 1, """{"a":2,"b":1,"c":1}""");
        Other(3, """{"a":2,"b":2,"c":1}""");
        IsUnknown(Put(3, 1, """{"a":1,"b":1,"c":3}""", parent: 1, change: c => c with { MayWait = true }));
    }

    [Fact]
    public void Without_a_parent_the_base_is_the_named_version_if_the_session_saved_nothing_since()
    {
        Begin();
        Other(2, """{"a":1,"b":2,"c":1}""");
        Assert.Equal(new MergeBase.Named(_given[1]), Put(2, 1, """{"a":2,"b":1,"c":1}""", change: Reject).IsRefused(Refusal.EditConflict).Base);
        Put(2, 1, """{"a":2,"b":1,"c":1}""").Wrote(SaveOutcome.Merged, 3);
        Other(4, """{"a":2,"b":3,"c":1}""", sequence: 2);
        IsUnknown(Put(3, 1, """{"a":1,"b":1,"c":3}"""));
        IsUnknown(Put(3, 2, """{"a":1,"b":2,"c":3}"""));
        Put(3, 3, """{"a":2,"b":2,"c":3}""").Wrote(SaveOutcome.Merged, 5);
    }

    [Fact]
    public void An_unchanged_save_counts_as_a_save_since_the_named_version()
    {
        Begin();
        Other(2, """{"a":2,"b":1,"c":1}""");
        Put(2, 1, """{"a":2,"b":1,"c":1}""").IsUnchanged();
        Other(3, """{"a":2,"b":2,"c":1}""", sequence: 2);
        // The session has undone its edit of its submission; the version that it names never had the edit.
        IsUnknown(Put(3, 1, First));
        Put(3, 1, First, parent: 2).Wrote(SaveOutcome.Merged, 4);
        Assert.Equal("""{"a":1,"b":2,"c":1}""", _given.Text);
    }

    [Theory]
    [InlineData(SaveMethod.Delete)]
    [InlineData(SaveMethod.Restore)]
    [InlineData(SaveMethod.Patch)]
    [InlineData(null)]
    public void After_a_save_without_a_submission_the_save_is_refused(SaveMethod? method)
    {
        Begin();
        _ = method switch
        {
            SaveMethod.Delete => _given.Delete("s", 2, On(_given[1])),
            SaveMethod.Restore => _given.Restore("s", 2, On(_given[1]), """{"a":2,"b":1,"c":1}"""),
            SaveMethod.Patch => _given.Patch("s", 2, Any, """{"a":2}"""),
            _ => _given.PutJson("s", null, On(_given[1]), """{"a":2,"b":1,"c":1}"""),
        };
        Assert.Equal(2, _given.Head.Version);
        Other(3, """{"a":2,"b":2,"c":1}""");
        if (method is not SaveMethod.Delete)
        {
            Other(4, """{"a":2,"b":3,"c":1}""", sequence: 2);
            IsUnknown(Put(3, 3, """{"a":2,"b":2,"c":3}"""));
        }

        IsUnknown(Put(3, 1, """{"a":2,"b":1,"c":3}""", parent: method is null ? 1 : 2));
        IsUnknown(Put(3, 2, """{"a":2,"b":1,"c":3}"""));
    }

    [Fact]
    public void A_save_after_one_that_named_a_newer_version_is_refused()
    {
        Begin();
        Other(2, """{"a":1,"b":2,"c":1}""");
        // Another instance with the same session has read version 2.
        Put(2, 2, """{"a":2,"b":2,"c":1}""").Wrote(SaveOutcome.Verified, 3);
        Other(4, """{"a":2,"b":3,"c":1}""", sequence: 2);
        IsUnknown(Put(3, 1, """{"a":1,"b":1,"c":3}""", parent: 2));
        Put(3, 2, """{"a":2,"b":2,"c":3}""", parent: 2).Wrote(SaveOutcome.Merged, 5);
    }

    [Fact]
    public void Without_a_record_a_save_is_merged_if_its_version_was_the_head_recently()
    {
        _given.PutJson("t", 1, None, First);
        _given.Now += TimeSpan.FromDays(100);
        Other(2, """{"a":1,"b":2,"c":1}""", sequence: 2);
        // Version 1 is old, but was replaced recently.
        _given.Now += TimeSpan.FromDays(30);
        Assert.Equal(new MergeBase.Named(_given[1]), Put(1, 1, """{"a":2,"b":1,"c":1}""", change: Reject).IsRefused(Refusal.EditConflict).Base);
        _given.Now += TimeSpan.FromTicks(1);
        IsUnknown(Put(1, 1, """{"a":2,"b":1,"c":1}"""));
    }

    [Fact]
    public void If_the_next_version_was_thinned_the_age_of_the_named_version_counts()
    {
        var given = new Given(maxSaves: 1) { Policy = _given.Policy };
        given.PutJson("t", 1, None, First);
        given.Now += TimeSpan.FromDays(20);
        for (var i = 2; i <= 4; i++)
        {
            given.PutJson("t", i, On(given[i - 1]), $$"""{"a":1,"b":{{i}},"c":1}""");
        }

        given.Now += TimeSpan.FromDays(11);
        // The version itself is kept because a record refers to it.
        Assert.True(given.PutJson("s", 1, On(given[1]), """{"a":2,"b":1,"c":1}""", Reject).IsRefused(Refusal.EditConflict).Base.IsKnown);
        var log = given.Log.Thin([2, 3], given.Now);
        var (_, decision) = log.Save(given.Command(SaveMethod.Put, "s", 1, On(given[1]), Json("""{"a":2,"b":1,"c":1}"""), Reject), given.Now);
        IsUnknown(decision);
    }

    [Fact]
    public void A_save_whose_precondition_names_no_version_is_never_merged()
    {
        Begin();
        Put(2, 1, """{"a":2,"b":1,"c":1}""");
        Other(3, """{"a":2,"b":2,"c":1}""");
        IsUnknown(_given.PutJson("s", 3, On(new ETag(1, 99)), """{"a":3,"b":1,"c":1}""", c => c with { Parent = 2 }));
        Assert.False(_given.PutJson("s", 3, None, """{"a":3,"b":1,"c":1}""").IsRefused(Refusal.AlreadyExists).Base.IsKnown);
    }

    [Fact]
    public void Creates_in_flight_are_merged_by_their_parent()
    {
        _given.PutJson("s", 1, None, First);
        Other(2, """{"a":1,"b":2,"c":1}""");
        _given.PutJson("s", 2, None, """{"a":2,"b":1,"c":1}""", c => c with { Parent = 1 }).Wrote(SaveOutcome.Merged, 3);
        Assert.Equal("""{"a":2,"b":2,"c":1}""", _given.Text);
    }

    [Fact]
    public void A_save_after_a_forced_PUT_is_merged_on_it_as_parent()
    {
        Begin();
        Other(2, """{"a":1,"b":2,"c":1}""");
        Put(2, null, """{"a":2,"b":1,"c":1}""").Wrote(SaveOutcome.Forced, 3).Submitted(2, """{"a":2,"b":1,"c":1}""");
        Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2).Wrote(SaveOutcome.Merged, 4);
        Assert.Equal("""{"a":3,"b":1,"c":1}""", _given.Text);
    }

    private static SaveCommand Reject(SaveCommand command) => command with { OnConflict = OnConflict.Reject };

    private static void IsUnknown(SaveDecision decision)
    {
        var refused = decision.IsRefused(Refusal.EditConflict);
        Assert.False(refused.Base.IsKnown);
        Assert.Null(refused.Compared);
    }

    private void Begin() => _given.PutJson("s", 1, None, First).Wrote(SaveOutcome.Created, 1);

    private void Other(int version, string json, int sequence = 1) => Assert.Equal(
        version, Assert.IsType<SaveDecision.Written>(_given.PutJson("t", sequence, On(_given[version - 1]), json)).Head.Version);

    private SaveDecision Put(long sequence, int? on, string json, long? parent = null, Func<SaveCommand, SaveCommand>? change = null) =>
        _given.PutJson("s", sequence, on is { } version ? On(_given[version]) : Any, json, c => (change ?? (same => same))(c with { Parent = parent }));
}
