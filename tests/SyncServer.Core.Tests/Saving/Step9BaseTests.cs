using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Protocol section 4, step 9: what a stale save is merged on. Where that cannot be told it is refused, and the refusal offers nothing.</summary>
public sealed class Step9BaseTests
{
    private const string First = """{"a":1,"b":1,"c":1}""";
    private readonly Given _given = new() { Policy = CollectionPolicy.Default with { OnConflict = OnConflict.Merge, AllowForce = true } };

    [Fact]
    public void With_a_parent_that_is_the_last_accepted_save_what_that_one_submitted()
    {
        Begin();
        Put(2, 1, """{"a":2,"b":1,"c":1}""").Wrote(SaveOutcome.Verified, 2);
        Other(3, """{"a":2,"b":2,"c":1}""");
        var refused = Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: Reject).IsRefused(Refusal.EditConflict);
        var submission = Assert.IsType<MergeBase.Submitted>(refused.Base).Submission;
        Assert.Equal((2L, 1L, _given[2]), (submission.Sequence, submission.Base, submission.ETag));
    }

    [Fact]
    public void With_a_higher_parent_it_waits_and_is_then_refused()
    {
        Begin();
        Other(2, """{"a":1,"b":2,"c":1}""");
        Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: c => c with { MayWait = true }).Waits(2);
        IsUnknown(Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2));
        // Where nothing is merged it does not wait.
        IsUnknown(Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: c => c with { MayWait = true, OnConflict = OnConflict.Reject }));
        Put(2, 1, """{"a":2,"b":1,"c":1}""").Wrote(SaveOutcome.Merged, 3);
        Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2).Wrote(SaveOutcome.Merged, 4);
    }

    [Fact]
    public void With_a_parent_and_no_record_it_waits_and_is_then_refused()
    {
        _given.PutJson("t", 1, None, First);
        Other(2, """{"a":1,"b":2,"c":1}""", sequence: 2);
        Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2, change: c => c with { MayWait = true }).Waits(2);
        IsUnknown(Put(3, 1, """{"a":3,"b":1,"c":1}""", parent: 2));
    }

    [Fact]
    public void With_a_lower_parent_it_is_refused()
    {
        Begin();
        Put(2, 1, """{"a":2,"b":1,"c":1}""");
        Other(3, """{"a":2,"b":2,"c":1}""");
        IsUnknown(Put(3, 1, """{"a":1,"b":1,"c":3}""", parent: 1, change: c => c with { MayWait = true }));
    }

    [Fact]
    public void Without_a_parent_the_named_version_if_the_session_has_saved_nothing_after_it()
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
    public void An_unchanged_save_after_the_named_version_counts_as_saved_too()
    {
        Begin();
        Other(2, """{"a":2,"b":1,"c":1}""");
        Put(2, 1, """{"a":2,"b":1,"c":1}""").IsUnchanged();
        Other(3, """{"a":2,"b":2,"c":1}""", sequence: 2);
        // The session has taken its edit back, by what it submitted; the version that it names never had it.
        IsUnknown(Put(3, 1, First));
        Put(3, 1, First, parent: 2).Wrote(SaveOutcome.Merged, 4);
        Assert.Equal("""{"a":1,"b":2,"c":1}""", _given.Text);
    }

    [Theory]
    [InlineData(SaveMethod.Delete)]
    [InlineData(SaveMethod.Restore)]
    [InlineData(SaveMethod.Patch)]
    [InlineData(null)]
    public void Behind_a_save_that_left_no_submission_it_is_refused(SaveMethod? method)
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
    public void Behind_a_save_that_named_a_newer_version_another_instance_made_it()
    {
        Begin();
        Other(2, """{"a":1,"b":2,"c":1}""");
        // Another instance with the same session read version 2.
        Put(2, 2, """{"a":2,"b":2,"c":1}""").Wrote(SaveOutcome.Verified, 3);
        Other(4, """{"a":2,"b":3,"c":1}""", sequence: 2);
        IsUnknown(Put(3, 1, """{"a":1,"b":1,"c":3}""", parent: 2));
        Put(3, 2, """{"a":2,"b":2,"c":3}""", parent: 2).Wrote(SaveOutcome.Merged, 5);
    }

    [Fact]
    public void A_session_without_a_record_is_merged_where_its_version_was_the_head_of_late()
    {
        _given.PutJson("t", 1, None, First);
        _given.Now += TimeSpan.FromDays(100);
        Other(2, """{"a":1,"b":2,"c":1}""", sequence: 2);
        // Version 1 is old, but was replaced just now.
        _given.Now += TimeSpan.FromDays(30);
        Assert.Equal(new MergeBase.Named(_given[1]), Put(1, 1, """{"a":2,"b":1,"c":1}""", change: Reject).IsRefused(Refusal.EditConflict).Base);
        _given.Now += TimeSpan.FromTicks(1);
        IsUnknown(Put(1, 1, """{"a":2,"b":1,"c":1}"""));
    }

    [Fact]
    public void Where_the_version_after_it_was_thinned_its_own_age_counts()
    {
        var given = new Given(maxSaves: 1) { Policy = _given.Policy };
        given.PutJson("t", 1, None, First);
        given.Now += TimeSpan.FromDays(20);
        for (var i = 2; i <= 4; i++)
        {
            given.PutJson("t", i, On(given[i - 1]), $$"""{"a":1,"b":{{i}},"c":1}""");
        }

        given.Now += TimeSpan.FromDays(11);
        // The version itself is kept by a record that refers to it.
        Assert.True(given.PutJson("s", 1, On(given[1]), """{"a":2,"b":1,"c":1}""", Reject).IsRefused(Refusal.EditConflict).Base.IsKnown);
        var log = given.Log.Thin([2, 3], given.Now);
        var (_, decision) = log.Save(given.Command(SaveMethod.Put, "s", 1, On(given[1]), Json("""{"a":2,"b":1,"c":1}"""), Reject), given.Now);
        IsUnknown(decision);
    }

    [Fact]
    public void A_precondition_that_names_nothing_is_never_merged()
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
    public void A_forced_PUT_is_gone_on_from_by_its_parent()
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
