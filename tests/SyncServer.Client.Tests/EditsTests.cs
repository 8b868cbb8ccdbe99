using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests;

/// <summary>What answers mean for what was typed: protocol 13, without wire and clock.</summary>
public sealed class EditsTests
{
    private readonly Edits _edits = new("s", 0, () => "t", maxInFlight: 4, merge: true);

    public EditsTests() => _edits.Open(V(3), Text("a"));

    [Fact]
    public void What_the_server_stored_is_taken_once_the_newest_save_has_its_answer_although_an_older_one_has_not()
    {
        var (older, newest) = (Send("ab"), Send("abc"));
        _edits.Answered(newest, Other(6, "theirs abc"));
        _edits.AdoptStored();
        Assert.Equal(("theirs abc", V(6), null), (Shown, _edits.Adopted, _edits.Parent));
        Assert.Equal(SyncState.Saving, _edits.State);
        _edits.Answered(older, new SaveAnswer.Superseded(V(6), Text("theirs abc")));
        Assert.Equal((SyncState.Saved, V(6), "s"), (_edits.State, _edits.Adopted, _edits.Session));
    }

    [Fact]
    public void What_the_server_stored_is_not_taken_where_something_newer_was_typed()
    {
        var save = Send("ab");
        _edits.Answered(save, Other(5, "theirs ab"));
        Assert.NotNull(_edits.Stored);
        _edits.Type(Text("abc"));
        Assert.Null(_edits.Stored);
        Assert.Equal((V(3), 1L), (_edits.Adopted, _edits.Parent));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_refusal_is_shown_and_nothing_sent_while_an_older_save_is_unanswered(bool isConflict)
    {
        var (first, second, third) = (Send("b"), Send("c"), Send("d"));
        _edits.Answered(second, AsSent(4));
        _edits.Answered(third, isConflict ? Conflict(6, "theirs") : new SaveAnswer.Refused(new InvalidOperationException()));
        Assert.Equal(SyncState.Saving, _edits.State);
        _edits.Type(Text("de"));
        _edits.Release();
        Assert.Null(_edits.Next());
        _edits.Answered(first, new SaveAnswer.Superseded(V(4), Text("c")));
        Assert.Equal(isConflict ? SyncState.Conflict : SyncState.Refused, _edits.State);
        Assert.Equal("de", Shown);
    }

    [Fact]
    public void A_refusal_of_a_save_that_a_newer_accepted_one_contains_is_ignored()
    {
        var (first, second) = (Send("b"), Send("c"));
        _edits.Answered(first, Conflict(4, "theirs"));
        _edits.Answered(second, AsSent(5));
        Assert.Equal((SyncState.Saved, V(5), null), (_edits.State, _edits.Adopted, _edits.Parent));
    }

    [Fact]
    public void A_refusal_from_before_an_older_save_was_accepted_is_decided_anew_on_the_same_version_and_that_save()
    {
        var (first, second) = (Send("b"), Send("c"));
        _edits.Answered(second, Conflict(4, "theirs"));
        _edits.Answered(first, Other(5, "theirs b"));
        var again = _edits.Next()!;
        Assert.Equal((3L, 1L, V(3), "c"), (again.Sequence, again.Parent, again.Adopted, again.Content!.ReadText()));
    }

    [Fact]
    public void A_superseded_save_with_nothing_newer_means_another_instance_a_new_session_and_somebody_elses_change()
    {
        _edits.Answered(Send("b"), new SaveAnswer.Superseded(V(9), Text("of the other instance")));
        var again = _edits.Next()!;
        Assert.Equal(("t", null, V(3), "b", true), (again.Session, again.Parent, again.Adopted, again.Content!.ReadText(), again.Merge));
        Assert.Equal("b", Shown);
    }

    [Fact]
    public void A_superseded_save_whose_content_is_there_already_is_saved()
    {
        _edits.Answered(Send("b"), new SaveAnswer.Superseded(V(9), Text("b")));
        Assert.Equal((SyncState.Saved, V(9), "t"), (_edits.State, _edits.Adopted, _edits.Session));
    }

    [Fact]
    public void Under_a_new_session_the_server_does_not_merge_what_goes_on_from_saves_of_the_old_one()
    {
        var (first, second) = (Send("b"), Send("c"));
        _edits.Answered(first, Other(5, "theirs b"));
        _edits.Answered(second, new SaveAnswer.Superseded(V(9), Text("of the other instance")));
        var again = _edits.Next()!;
        Assert.Equal(("t", null, V(3), false), (again.Session, again.Parent, again.Adopted, again.Merge));
        _edits.Answered(again, AsSent(10));
        Assert.True(Send("d").Merge);
    }

    [Theory]
    [InlineData(true, "t")]
    [InlineData(false, "s")]
    public void A_doubtful_sequence_is_settled_after_reading(bool isReused, string session)
    {
        _edits.Answered(Send("b"), new SaveAnswer.Doubtful(new InvalidOperationException(), isReused));
        Assert.Null(_edits.Next());
        Assert.Equal(SyncState.Saving, _edits.State);
        _edits.Read(_edits.Unread!, V(7), Text("something else"));
        var again = _edits.Next()!;
        Assert.Equal((session, 2L, null, V(3), "b"), (again.Session, again.Sequence, again.Parent, again.Adopted, again.Content!.ReadText()));
        _edits.Answered(again, new SaveAnswer.Doubtful(new InvalidOperationException(), isReused));
        _edits.Read(_edits.Unread!, V(7), Text("b"));
        Assert.Equal((SyncState.Saved, V(7)), (_edits.State, _edits.Adopted));
    }

    [Fact]
    public void A_save_out_of_order_goes_once_more_under_a_new_number_and_is_then_told()
    {
        var error = new InvalidOperationException();
        _edits.Answered(Send("b"), new SaveAnswer.OutOfOrder(error));
        var again = _edits.Next()!;
        Assert.Equal((2L, "b"), (again.Sequence, again.Content!.ReadText()));
        _edits.Answered(again, new SaveAnswer.OutOfOrder(error));
        Assert.Null(_edits.Next());
        Assert.Same(error, _edits.Error);
    }

    [Fact]
    public void A_conflict_with_itself_is_settled_on_the_version_that_stands_without_a_parent()
    {
        var (first, second) = (Send("b"), Send("c"));
        _edits.Answered(first, Conflict(5, "b", self: true));
        _edits.Answered(second, Conflict(5, "b", self: true));
        var again = _edits.Next()!;
        Assert.Equal((3L, null, V(5), "c"), (again.Sequence, again.Parent, again.Adopted, again.Content!.ReadText()));
        Assert.Null(_edits.Next());
        _edits.Answered(again, Conflict(5, "b", self: true));
        Assert.Equal(SyncState.Conflict, _edits.State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_version_whose_content_is_not_in_the_answer_is_read_before_it_is_named_or_shown(bool self)
    {
        _edits.Answered(Send("b"), Conflict(5, theirs: null, self));
        Assert.Null(_edits.Next());
        Assert.Equal((SyncState.Saving, null, V(3)), (_edits.State, _edits.Conflict, _edits.Adopted));
        _edits.Read(_edits.Unread!, V(5), Text("large"));
        Assert.Equal(self ? V(5) : null, _edits.Next()?.Adopted);
        Assert.Equal(self ? null : Text("large"), _edits.Conflict?.Content);
    }

    [Fact]
    public void A_version_that_cannot_be_read_is_not_named_and_a_later_try_asks_again()
    {
        _edits.Answered(Send("b"), Conflict(5, theirs: null, self: true));
        _edits.ReadFailed(_edits.Unread!, new InvalidOperationException());
        Assert.Equal(SyncState.Refused, _edits.State);
        _edits.Release();
        Assert.Equal(V(3), _edits.Next()!.Adopted);
    }

    [Fact]
    public void A_conflict_with_what_was_typed_itself_is_none()
    {
        _edits.Answered(Send("b"), Conflict(5, "b"));
        Assert.Equal((SyncState.Saved, V(5)), (_edits.State, _edits.Adopted));
        _edits.Type(null);
        _edits.Release();
        _edits.Answered(_edits.Next()!, new SaveAnswer.Conflict(new Known(6, "\"6\"", IsDeleted: true), null, null, Problem(self: false)));
        Assert.Equal((SyncState.Saved, 6L), (_edits.State, _edits.Adopted.Version));
    }

    [Fact]
    public void A_save_without_a_final_answer_stays_in_flight_and_goes_again_verbatim_in_order_before_anything_newer()
    {
        var (first, second) = (Send("b"), Send("c"));
        var signedOut = new InvalidOperationException();
        _edits.Answered(second, new SaveAnswer.Undecided(signedOut));
        Assert.Equal(SyncState.Saving, _edits.State);
        _edits.Answered(first, new SaveAnswer.Undecided(signedOut));
        Assert.Same(signedOut, _edits.Error);
        _edits.Type(Text("d"));
        Assert.Null(_edits.Next());
        Assert.Equal([first, second], _edits.ToDraft("notes", "one")!.InFlight);
        _edits.Release();
        Assert.Same(first, _edits.Next());
        Assert.Null(_edits.Next());
        _edits.Answered(first, AsSent(4));
        Assert.Same(second, _edits.Next());
        _edits.Answered(second, AsSent(5));
        var third = _edits.Next()!;
        Assert.Equal((3L, V(5), "d"), (third.Sequence, third.Adopted, third.Content!.ReadText()));
    }

    [Fact]
    public void A_choice_to_merge_lasts_until_what_came_of_it_is_adopted()
    {
        var edits = new Edits("s", 0, () => "t", maxInFlight: 4, merge: null);
        edits.Open(V(3), Text("a"));
        Save Sent(string text)
        {
            edits.Type(Text(text));
            edits.Release();
            return edits.Next()!;
        }

        edits.Answered(Sent("b"), Conflict(5, "theirs"));
        edits.LetMerge();
        edits.Release();
        var merging = edits.Next()!;
        Assert.Equal((V(3), null, true, "c5"), (merging.Adopted, merging.Parent, merging.Merge, merging.ConflictId));
        edits.Type(Text("bc"));
        edits.Answered(merging, Other(6, "theirs b"));
        var next = Sent("bcd");
        Assert.Equal((V(3), 2L, true, null), (next.Adopted, next.Parent, next.Merge, next.ConflictId));
        edits.Answered(next, Other(7, "theirs bcd"));
        edits.AdoptStored();
        Assert.Null(Sent("theirs bcde").Merge);
    }

    [Fact]
    public void A_delete_waits_for_the_answers_before_it_and_for_its_own()
    {
        var save = Send("b");
        _edits.Type(null);
        _edits.Type(Text("c"));
        _edits.Release();
        Assert.Null(_edits.Next());
        _edits.Answered(save, Other(5, "theirs b"));
        var delete = _edits.Next()!;
        Assert.Equal((null, V(3), 1L), (delete.Content, delete.Adopted, delete.Parent));
        Assert.Null(_edits.Next());
        _edits.Answered(delete, new SaveAnswer.Accepted(new Known(6, "\"6\"", IsDeleted: true), Other: null));
        var create = _edits.Next()!;
        Assert.Equal((new Known(6, "\"6\"", IsDeleted: true), null), (create.Adopted, create.Parent));
    }

    private string? Shown => _edits.Content?.ReadText();

    private static Known V(long version) => new(version, $"\"{version}\"");

    private static SyncContent Text(string text) => SyncContent.Text(text);

    private static SaveAnswer.Accepted AsSent(long version) => new(V(version), Other: null);

    private static SaveAnswer.Accepted Other(long version, string text) => new(V(version), Text(text));

    private static SaveAnswer.Conflict Conflict(long version, string? theirs, bool self = false) =>
        new(V(version), theirs is null ? null : Text(theirs), Sent: null, Problem(self));

    private static JsonElement Problem(bool self) => JsonElement.Parse($$"""{"conflictId":"c5","self":{{(self ? "true" : "false")}}}""");

    private Save Send(string text)
    {
        _edits.Type(Text(text));
        _edits.Release();
        return _edits.Next()!;
    }
}
