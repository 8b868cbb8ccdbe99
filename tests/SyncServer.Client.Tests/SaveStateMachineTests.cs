using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests;

/// <summary>The order of responses, which <see cref="CaseTests"/> cannot choose where a response changes nothing that is shown.</summary>
public sealed class SaveStateMachineTests
{
    private readonly SaveStateMachine _machine = new("s", 0, () => "t", maxInFlight: 4, merge: true);

    public SaveStateMachineTests() => _machine.Open(V(3), Text("a"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_refused_save_that_an_older_one_overtook_is_sent_again_in_whichever_order_the_responses_come(bool refusedFirst)
    {
        var (first, second) = (Send("b"), Send("c"));
        if (refusedFirst)
        {
            _machine.Responded(second, Conflict(second, 4));
        }

        _machine.Responded(first, new SaveResponse.Accepted(V(5), Text("theirs b")));
        if (!refusedFirst)
        {
            _machine.Responded(second, Conflict(second, 4));
        }

        var again = _machine.NextSave()!;
        Assert.Equal((3L, 1L, V(3), "c", "c1"), (again.Sequence, again.Parent, again.Adopted, again.Content!.ReadText(), again.ConflictId));
    }

    [Fact]
    public void Once_a_save_is_accepted_the_others_without_a_final_response_are_repeated()
    {
        var (first, second) = (Send("b"), Send("c"));
        _machine.Responded(first, new SaveResponse.NotFinal(new InvalidOperationException("Signed out.")));
        Assert.Null(_machine.NextSave());
        _machine.Responded(second, new SaveResponse.Accepted(V(4), OtherContent: null));
        Assert.Same(first, _machine.NextSave());
    }

    [Fact]
    public void A_draft_holds_what_a_crash_must_not_lose()
    {
        var (first, second) = (Send("b"), Send("c"));
        _machine.Responded(first, new SaveResponse.Accepted(V(5), Text("theirs b")));
        _machine.Edit(null);
        _machine.Edit(Text("d"));
        var draft = Draft.FromBytes(_machine.ToDraft("notes", "one")!.ToBytes());
        var resumed = new SaveStateMachine("another", 9, () => "t", maxInFlight: 4, merge: true);
        resumed.Open(draft);
        Assert.Equal(("s", 2L, V(3), 5L, 2L, "d"), (resumed.Session, resumed.Sequence, resumed.Adopted, resumed.Acknowledged, resumed.Parent, resumed.Content!.ReadText()));
        Assert.Equal([second], resumed.InFlight);
        Assert.Equal(second, resumed.NextSave());
        resumed.Responded(second, new SaveResponse.Refused(new InvalidOperationException()));
        Assert.Equal(1, resumed.Parent);
        Assert.Equal([Text("c"), null, Text("d")], resumed.ToDraft("notes", "one")!.Pending);
    }

    private static DocumentVersion V(long version) => new(version, $"\"{version}\"");

    private static SyncContent Text(string text) => SyncContent.Text(text);

    private static SaveResponse.Conflict Conflict(Save save, long version) =>
        new(save, V(version), Text("theirs"), JsonElement.Parse("""{"conflictId":"c1"}"""));

    private Save Send(string text)
    {
        _machine.Edit(Text(text));
        _machine.Flush();
        return _machine.NextSave()!;
    }
}
