using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Core.Tests.Saving.Given;

namespace SyncServer.Core.Tests.Saving;

/// <summary>The access check in the writing transaction (docs/protocol.md, section 4.1): a role may be revoked while a body is being received.</summary>
public sealed class Step1AccessTests
{
    private readonly Given _given = new() { Policy = CollectionPolicy.Default with { Access = CollectionAccess.Private, OnConflict = OnConflict.Merge } };

    [Fact]
    public void The_creator_of_a_private_document_is_its_owner()
    {
        _given.PutJson("s", 1, None, "{}").Wrote(SaveOutcome.Created, 1);
        Assert.Equal(Role.Owner, _given.Log.Roles["amy"]);
        _given.PutJson("s", 2, On(_given[1]), """{"a":1}""").Wrote(SaveOutcome.Verified, 2);
    }

    [Fact]
    public void For_a_user_without_a_role_a_private_document_does_not_exist()
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
    public void After_a_role_is_revoked_nothing_is_written_or_shown_not_even_for_a_replay()
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
    public void If_no_document_exists_only_a_create_is_allowed()
    {
        _given.PutJson("s", 1, On(new ETag(1, 1)), "{}").IsRefused(Refusal.NotFound);
        _given.PutJson("s", 1, Any, "{}").IsRefused(Refusal.NotFound);
        _given.Delete("s", 1, On(new ETag(1, 1))).IsRefused(Refusal.NotFound);
    }

    [Fact]
    public void Of_two_creates_in_one_transaction_the_second_meets_the_document_of_another_user()
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
    public void Roles_are_ignored_in_a_shared_collection()
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
