using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>Protocol section 4, step 1, again in the transaction that writes: a right may be withdrawn while a body is on its way.</summary>
public sealed class Step1AccessTests
{
    private readonly Given _given = new() { Policy = CollectionPolicy.Default with { Access = CollectionAccess.Private, OnConflict = OnConflict.Merge } };

    [Fact]
    public void Whoever_creates_a_private_document_owns_it()
    {
        _given.PutJson("s", 1, None, "{}").Wrote(SaveOutcome.Created, 1);
        Assert.Equal(Role.Owner, _given.Log.Roles["amy"]);
        _given.PutJson("s", 2, On(_given[1]), """{"a":1}""").Wrote(SaveOutcome.Verified, 2);
    }

    [Fact]
    public void To_a_stranger_it_does_not_exist_whatever_he_asks_for()
    {
        _given.PutJson("s", 1, None, "{}");
        foreach (var refused in Everything("b", 1))
        {
            Assert.Null(refused.IsRefused(Refusal.NotFound).Content);
        }

        _given.Delete("s", 2, On(_given[1]));
        _given.PutJson("b", 1, On(_given[2]), "{}", ByBen).IsRefused(Refusal.NotFound);
    }

    [Fact]
    public void A_viewer_may_not_save()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.Give("ben", Role.Viewer);
        foreach (var refused in Everything("b", 1))
        {
            Assert.Null(refused.IsRefused(Refusal.NotAllowed).Content);
        }
    }

    [Fact]
    public void A_right_withdrawn_writes_nothing_and_shows_nothing_not_even_a_repeat()
    {
        _given.PutJson("s", 1, None, "{}");
        _given.Give("ben", Role.Editor);
        _given.PutJson("b", 1, On(_given[1]), """{"a":1}""", ByBen).Wrote(SaveOutcome.Verified, 2);
        _given.Give("ben", null);
        _given.PutJson("b", 1, On(_given[1]), """{"a":1}""", ByBen).IsRefused(Refusal.NotFound);
        _given.PutJson("b", 2, On(_given[1]), """{"a":2}""", ByBen).IsRefused(Refusal.NotFound);
        _given.PutJson("b", 3, On(_given[1]), """{"a":3}""", c => ByBen(c) with { Parent = 2, MayWait = true }).IsRefused(Refusal.NotFound);
        Assert.Equal(2, _given.Head.Version);
    }

    [Fact]
    public void Where_none_is_there_only_a_create_says_so()
    {
        _given.PutJson("s", 1, On(new ETag(1, 1)), "{}").IsRefused(Refusal.NotFound);
        _given.PutJson("s", 1, Any, "{}").IsRefused(Refusal.NotFound);
        _given.Delete("s", 1, On(new ETag(1, 1))).IsRefused(Refusal.NotFound);
    }

    [Fact]
    public void Of_two_creates_in_one_transaction_the_second_meets_a_strangers_document()
    {
        var decisions = _given.SendTogether(
            _given.Command(SaveMethod.Put, "s", 1, None, Json("{}")),
            _given.Command(SaveMethod.Put, "b", 1, None, Json("{}"), ByBen),
            _given.Command(SaveMethod.Put, "s", 2, None, Json("""{"a":1}""")));
        decisions[0].Wrote(SaveOutcome.Created, 1);
        decisions[1].IsRefused(Refusal.NotFound);
        decisions[2].Wrote(SaveOutcome.Session, 2);
        Assert.Equal(["amy"], _given.Log.Roles.Keys);
    }

    [Fact]
    public void Roles_do_not_matter_in_a_shared_collection()
    {
        _given.Policy = CollectionPolicy.Default;
        _given.PutJson("s", 1, None, "{}");
        Assert.Empty(_given.Log.Roles);
        _given.PutJson("b", 1, On(_given[1]), """{"a":1}""", ByBen).Wrote(SaveOutcome.Verified, 2);
    }

    private static SaveCommand ByBen(SaveCommand command) => command with { By = new Person("ben", "Ben"), Session = Session("b", "ben") };

    private IEnumerable<SaveDecision> Everything(string session, long sequence) =>
    [
        _given.PutJson(session, sequence, None, "{}", ByBen),
        _given.PutJson(session, sequence, On(_given[1]), """{"a":1}""", ByBen),
        _given.Patch(session, sequence, On(_given[1]), """{"a":1}""", ByBen),
        _given.Restore(session, sequence, On(_given[1]), """{"a":1}""", ByBen),
        _given.Delete(session, sequence, On(_given[1]), ByBen),
        _given.PutJson(session, sequence, Any, """{"a":1}""", ByBen),
        _given.PutJson(session, sequence, On(new ETag(9, 9)), """{"a":1}""", ByBen),
    ];
}
