using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests;

/// <summary>What a client remembers of a document: the event table of protocol 13, row by row.</summary>
public sealed class DocumentStateTests
{
    private readonly DocumentState _state = new("s", 0);

    public DocumentStateTests() => _state.Adopt(V(3));

    [Fact]
    public void Opened_at_a_version_it_is_adopted_and_there_is_no_parent()
    {
        Send();
        _state.AcceptWithOther(_state.InFlight[0]);
        _state.Adopt(V(7));
        Expect(adopted: 7, parent: null);
        var save = Send();
        Assert.Equal((V(7), (long?)null), (save.Adopted, save.Parent));
    }

    [Fact]
    public void A_save_that_is_sent_is_the_parent_of_the_next()
    {
        var (first, second, third) = (Send(), Send(), Send());
        Assert.Equal([1L, 2, 3], _state.InFlight.Select(save => save.Sequence));
        Assert.Equal([null, 1L, 2], new[] { first, second, third }.Select(save => save.Parent));
        Assert.All(_state.InFlight, save => Assert.Equal(V(3), save.Adopted));
        Expect(adopted: 3, parent: 3);
    }

    [Fact]
    public void An_answer_without_content_to_the_parent_adopts_its_version_and_ends_the_parent()
    {
        _state.AcceptAsSent(Send(), V(4));
        Expect(adopted: 4, parent: null);
        Assert.Empty(_state.InFlight);
    }

    [Fact]
    public void An_answer_without_content_to_an_older_save_adopts_its_version_and_leaves_the_parent()
    {
        var older = Send();
        Send();
        _state.AcceptAsSent(older, V(4));
        Expect(adopted: 4, parent: 2);
    }

    [Fact]
    public void An_answer_that_comes_late_does_not_adopt_an_older_version()
    {
        var (older, newer) = (Send(), Send());
        _state.AcceptAsSent(newer, V(5));
        _state.AcceptAsSent(older, V(4));
        Expect(adopted: 5, parent: null);
    }

    [Fact]
    public void An_answer_with_other_content_changes_nothing_where_something_newer_was_sent_or_typed()
    {
        var save = Send();
        _state.AcceptWithOther(save);
        Expect(adopted: 3, parent: 1);
        var next = Send();
        Assert.Equal((V(3), 1L), (next.Adopted, next.Parent));
    }

    [Fact]
    public void A_refused_parent_gives_way_to_the_newest_one_before_it_that_was_not_refused()
    {
        var saves = new[] { Send(), Send(), Send(), Send() };
        _state.AcceptWithOther(saves[0]);
        _state.Refuse(saves[2]);
        Expect(adopted: 3, parent: 4);
        _state.Refuse(saves[3]);
        Expect(adopted: 3, parent: 2);
        _state.Refuse(saves[1]);
        Expect(adopted: 3, parent: 1);
        Assert.Equal((5L, 1L), (Send().Sequence, _state.InFlight[0].Parent));
    }

    [Fact]
    public void With_every_save_refused_there_is_no_parent()
    {
        _state.Refuse(Send());
        Expect(adopted: 3, parent: null);
    }

    [Fact]
    public void A_tombstone_is_adopted_and_named()
    {
        _state.AcceptAsSent(_state.Send(null, merge: null, conflictId: null), new Known(4, "\"4\"", IsDeleted: true));
        Assert.Equal(new Known(4, "\"4\"", IsDeleted: true), Send().Adopted);
    }

    [Fact]
    public void Under_a_new_session_there_is_no_parent_and_what_was_adopted_stays()
    {
        _state.AcceptWithOther(Send());
        _state.Leave("t");
        Expect(adopted: 3, parent: null);
        var save = Send();
        Assert.Equal(("t", null), (save.Session, save.Parent));
    }

    [Fact]
    public void A_draft_holds_all_of_it()
    {
        _state.AcceptWithOther(Send());
        var (second, third) = (Send(), Send());
        var draft = Draft.FromBytes(_state.ToDraft("notes", "one", _state.InFlight, [SyncContent.Text("x"), null]).ToBytes());
        var resumed = new DocumentState("another", 9, draft);
        Assert.Equal(("s", 3L, V(3), 3L), (resumed.Session, resumed.Sequence, resumed.Adopted, resumed.Parent));
        Assert.Equal([second, third], resumed.InFlight);
        resumed.Refuse(third);
        resumed.Refuse(second);
        Assert.Equal(1, resumed.Parent);
        Assert.Equal([SyncContent.Text("x"), null], draft.Unsent);
    }

    private static Known V(long version) => new(version, $"\"{version}\"");

    private Save Send() => _state.Send(SyncContent.Text("x"), merge: null, conflictId: null);

    private void Expect(long adopted, long? parent) => Assert.Equal((V(adopted), parent), (_state.Adopted, _state.Parent));
}
