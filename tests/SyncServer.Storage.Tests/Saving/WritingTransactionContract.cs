using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;
using static SyncServer.Storage.Tests.Saving.SessionRecordContract;

namespace SyncServer.Storage.Tests.Saving;

/// <summary>
/// The contract of the writing transaction of every store: what it must check, and what it must leave to the caller. A derived class passes the backend.
/// </summary>
public abstract class WritingTransactionContract(IBackend backend) : IDisposable
{
    private static readonly Person Bob = new("bob", "Bob");
    private static readonly CollectionPolicy Private = CollectionPolicy.Default with { Access = CollectionAccess.Private };

    [Fact]
    public async Task A_save_after_its_role_was_revoked_writes_nothing()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "a") with { Policy = Private });
        await AssertRefusedAsync("NotFound");
        await backend.Access.GrantAsync(Key(), Bob.Id, Role.Editor, "amy");
        head = await backend.Log.WriteAsync(ByBob("b"));
        await backend.Access.GrantAsync(Key(), Bob.Id, Role.Viewer, "amy");
        await AssertRefusedAsync("NotAllowed");
        await backend.Access.RevokeAsync(Key(), Bob.Id, "amy");
        await AssertRefusedAsync("NotFound");
        Assert.Equal(head.ETag, (await backend.Reader.NewestAsync(Key()))!.ETag);

        SaveCommand ByBob(string text) => Put("t", head.Version, On(head.ETag), text) with { Policy = Private, By = Bob };

        async Task AssertRefusedAsync(string reason)
        {
            foreach (var command in new[] { ByBob("x"), ByBob("x") with { Precondition = None }, Delete("t", 9, On(head.ETag)) with { Policy = Private, By = Bob } })
            {
                Assert.Equal(reason, Word(await backend.Log.SaveAsync(command)));
            }

            backend.Reopen();
        }
    }

    [Fact]
    public async Task The_creator_owns_a_document_from_when_the_collection_was_shared()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        Assert.Equal("NotFound", Word(await backend.Log.SaveAsync(Put("t", 1, On(head.ETag), "b") with { Policy = Private, By = Bob })));
        head = await backend.Log.WriteAsync(Put("s", 2, On(head.ETag), "b") with { Policy = Private });
        // With the first entry the list applies.
        await backend.Access.GrantAsync(Key(), Bob.Id, Role.Owner, "amy");
        await backend.Access.RevokeAsync(Key(), "amy", Bob.Id);
        Assert.Equal("NotFound", Word(await backend.Log.SaveAsync(Put("s", 3, On(head.ETag), "c") with { Policy = Private })));
    }

    [Fact]
    public async Task Of_two_creates_of_a_private_document_in_one_batch_the_second_user_has_no_role()
    {
        var decisions = await backend.Log.CommitAsync([Put("s", 1, None, "a") with { Policy = Private }, Put("t", 1, None, "b") with { Policy = Private, By = Bob }]);
        Assert.Equal(["Created", "NotFound"], decisions.Select(Word));
        Assert.Equal([new Grant("amy", Role.Owner)], await backend.Access.ListAsync(Key()));
    }

    [Theory]
    [InlineData(SaveMethod.Put)]
    [InlineData(SaveMethod.Patch)]
    public async Task The_paths_of_a_large_save_are_not_computed_by_the_writer(SaveMethod method)
    {
        var large = new string('x', 500_000);
        var head = await backend.Log.WriteAsync(PutJson("s", 1, None, $$"""{"a":1,"b":"{{large}}"}"""));
        Assert.True(JsonPointer.TryParse("/a", out var place));
        var lockA = new LockCommand.Acquire(Key(), Session("t"), Bob, place, TimeSpan.FromSeconds(60));
        var held = Assert.IsType<LockDecision.Taken>(await backend.Locks.ChangeAsync(lockA)).Lock;
        backend.Reopen();

        var decisions = await backend.Log.CommitAsync([Save(2, 1, "y"), Save(2, 2, "x"), PutJson("u", 1, None, "{}", id: "small")]);
        foreach (var decision in decisions.Take(2))
        {
            var work = Assert.IsType<SaveDecision.Unprepared>(decision);
            Assert.Equal((true, head.ETag, null), (work.NeedsPaths, work.Head.ETag, work.Base));
        }

        Assert.Equal("Created", Word(decisions[2]));
        // With the preparation, the lock applies only to its scope.
        Assert.Equal(held, Assert.IsType<SaveDecision.Refused>(await backend.SavePreparedAsync(Save(2, 2, "x"))).Lock);
        Assert.Equal("Verified", Word(await backend.SavePreparedAsync(Save(2, 1, "y"))));

        SaveCommand Save(long sequence, int a, string b)
        {
            var json = $$"""{"a":{{a}},"b":"{{b}}{{large[1..]}}"}""";
            return method is SaveMethod.Put ? PutJson("s", sequence, On(head.ETag), json)
                : Patch("s", sequence, On(head.ETag), a == 1 ? $$"""{"b":"{{b}}{{large[1..]}}"}""" : json);
        }
    }

    [Fact]
    public async Task The_saves_of_a_batch_count_against_the_quotas_together()
    {
        var quotas = new QuotaUsage(UserLimit: 10, CollectionLimit: 14);
        var decisions = await backend.Log.CommitAsync(
            [
                Put("s", 1, None, "1234", "a"), Put("s", 1, None, "1234", "b"), Put("s", 1, None, "1234", "c"), Put("s", 1, None, "12", "c"),
                Put("t", 1, None, "1234", "d") with { By = Bob }, Put("t", 1, None, "1", "e") with { By = Bob },
            ],
            quotas);
        Assert.Equal(["Created", "Created", "QuotaExceeded", "Created", "Created", "QuotaExceeded"], decisions.Select(Word));
        // What was counted before counts too, and a smaller content is accepted.
        var full = new QuotaUsage(UserLimit: 10, long.MaxValue) { Users = quotas.Users.Add("amy", 12) };
        var head = (await backend.Reader.NewestAsync(Key()))!;
        Assert.Equal(["QuotaExceeded", "Verified"], (await backend.Log.CommitAsync([Put("s", 2, On(head.ETag), "12345"), Put("s", 2, On(head.ETag), "123")], full)).Select(Word));
    }

    [Fact]
    public async Task A_patch_of_a_large_document_is_not_applied_by_the_writer()
    {
        var head = await backend.Log.WriteAsync(PutJson("s", 1, None, $$"""{"a":1,"b":"{{new string('x', 500_000)}}"}"""));
        var patch = Patch("s", 2, On(head.ETag), """{"a":2}""");
        var work = Assert.IsType<SaveDecision.Unprepared>(await backend.Log.SaveAsync(patch));
        Assert.False(work.NeedsPaths);
        // A preparation for an old head is ignored.
        var other = await backend.Log.WriteAsync(PutJson("t", 1, On(head.ETag), """{"a":3}"""));
        Assert.Equal("EditConflict", Word(await backend.Log.SaveAsync(patch.Prepare(work, _ => null))));
        Assert.Equal("Verified", Word(await backend.Log.SaveAsync(Patch("s", 2, On(other.ETag), """{"a":4}"""))));
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }
}
