using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests;

/// <summary>The order of responses, which <see cref="CaseTests"/> cannot choose where a response changes nothing that is shown.</summary>
public sealed class EditsTests
{
    private readonly Edits _edits = new("s", 0, () => "t", maxInFlight: 4, merge: true);

    public EditsTests() => _edits.Open(V(3), Text("a"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refused_save_that_an_older_one_overtook_is_sent_again_in_whichever_order_the_responses_come(bool refusedFirst)
    {
        var (first, second) = (Send("b"), Send("c"));
        if (refusedFirst)
        {
            _edits.Answered(second, Conflict(second, 4));
        }

        _edits.Answered(first, new SaveAnswer.Accepted(V(5), Text("theirs b")));
        if (!refusedFirst)
        {
            _edits.Answered(second, Conflict(second, 4));
        }

        var again = _edits.Next()!;
        Assert.Equal((3L, 1L, V(3), "c", "c1"), (again.Sequence, again.Parent, again.Adopted, again.Content!.ReadText(), again.ConflictId));
    }

    [Fact]
    public void Once_a_save_is_accepted_the_others_without_a_final_response_are_repeated()
    {
        var (first, second) = (Send("b"), Send("c"));
        _edits.Answered(first, new SaveAnswer.Undecided(new InvalidOperationException("Signed out.")));
        Assert.Null(_edits.Next());
        _edits.Answered(second, new SaveAnswer.Accepted(V(4), Other: null));
        Assert.Same(first, _edits.Next());
    }

    [Fact]
    public void A_draft_holds_what_a_crash_must_not_lose()
    {
        var (first, second) = (Send("b"), Send("c"));
        _edits.Answered(first, new SaveAnswer.Accepted(V(5), Text("theirs b")));
        _edits.Type(null);
        _edits.Type(Text("d"));
        var draft = Draft.FromBytes(_edits.ToDraft("notes", "one")!.ToBytes());
        var resumed = new Edits("another", 9, () => "t", maxInFlight: 4, merge: true);
        resumed.Open(draft);
        Assert.Equal(("s", 2L, V(3), 5L, 2L, "d"), (resumed.Session, resumed.Sequence, resumed.Adopted, resumed.Acknowledged, resumed.Parent, resumed.Content!.ReadText()));
        Assert.Equal([second], resumed.InFlight);
        Assert.Equal(second, resumed.Next());
        resumed.Answered(second, new SaveAnswer.Refused(new InvalidOperationException()));
        Assert.Equal(1, resumed.Parent);
        Assert.Equal([Text("c"), null, Text("d")], resumed.ToDraft("notes", "one")!.Unsent);
    }

    private static Known V(long version) => new(version, $"\"{version}\"");

    private static SyncContent Text(string text) => SyncContent.Text(text);

    private static SaveAnswer.Conflict Conflict(Save save, long version) =>
        new(save, V(version), Text("theirs"), JsonElement.Parse("""{"conflictId":"c1"}"""));

    private Save Send(string text)
    {
        _edits.Type(Text(text));
        _edits.Release();
        return _edits.Next()!;
    }
}
