using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>Documents that do not exist, are deleted, or are created again (docs/protocol.md, section 4.7).</summary>
public sealed class Step7AbsentTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("\"1-9f3ac81d77b01e42\"")]
    [InlineData("*")]
    public async Task A_PUT_with_an_ETag_on_an_absent_document_is_412_without_a_current_version(string etag)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("forced");

        var answer = await amy.Put(note, "1").IfMatch(etag);

        Assert.Equal(JsonValueKind.Null, answer.Refused("edit-conflict").Json.GetProperty("current").ValueKind);
        (await amy.Get(note)).Refused("not-found");
    }

    [Fact]
    public async Task A_PATCH_or_DELETE_of_an_absent_document_is_404()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        foreach (var call in (Func<Call>[])[() => tab.Patch(note, "{}"), () => tab.Delete(note)])
        {
            (await call().IfMatch("\"1-9f3ac81d77b01e42\"")).Refused("not-found");
            (await call().Forced()).Refused("not-found");
            (await call().IfNew().Sequence(3)).Refused("not-found");
        }
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_creates_succeeds()
    {
        var note = SyncApp.NewDocument();
        var callers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => app.SignInAsync($"Guest {i}")));

        var answers = await Task.WhenAll(callers.Select((caller, i) => caller.Tab().Create(note, $"{i}").SendAsync()));

        var winner = Assert.Single(answers, answer => answer.Status is HttpStatusCode.Created);
        Assert.All(answers.Where(answer => answer != winner), answer => answer.Refused("already-exists"));
        Assert.Equal($"{Array.IndexOf(answers, winner)}", (await callers[0].Get(note)).Text);
    }

    [Fact]
    public async Task A_deleted_document_is_created_again_and_its_version_numbers_continue()
    {
        var amy = await app.SignInAsync();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = await amy.Delete(note).On(first);
        (await bob.Create(note, "3")).Refused("already-exists");

        var third = await bob.Put(note, "3").On(second);

        third.Is(HttpStatusCode.Created).Saved("created", 3);
        (await amy.Get(note)).Is(HttpStatusCode.OK);
        (await amy.Put(note, "4").On(third)).Saved("verified", 4);
    }

    [Fact]
    public async Task Any_other_save_of_a_deleted_document_is_412_with_deleted()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "{}");
        var second = await tab.Delete(note).On(first);
        foreach (var etag in (string[])[first.ETag!, second.ETag!, "\"foreign\"", "*"])
        {
            // A PUT that names the tombstone creates the document.
            foreach (var call in (Call[])[tab.Patch(note, "1"), tab.Delete(note), .. etag == second.ETag ? [] : new[] { tab.Put(note, "1") }])
            {
                var current = (await call.IfMatch(etag)).Refused("edit-conflict").Json.GetProperty("current");
                Assert.True(current.GetProperty("deleted").GetBoolean());
                Assert.Equal(2, current.GetProperty("version").GetInt64());
                Assert.Equal(second.ETag, current.GetProperty("etag").GetString());
            }
        }
    }

    [Fact]
    public async Task A_create_after_a_delete_starts_a_run_that_reaches_to_the_tombstone()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var second = await tab.Delete(note).On(first).Sequence(2);
        // A numbered save in flight after the session's own delete.
        (await tab.Put(note, "3").On(first).Sequence(3)).Saved("created", 3);

        (await tab.Put(note, "5").On(second).Sequence(5)).Saved("session", 4);
        (await tab.Create(note, "4").Sequence(6)).Refused("already-exists");
        (await tab.Put(note, "6").On(first).Sequence(7)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_create_in_flight_belongs_to_a_run_only_if_the_run_began_with_a_create()
    {
        var bob = await app.SignInAsync("Bob");
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await bob.Create(note, "1");
        (await tab.Put(note, "2").On(first)).Saved("verified", 2);
        (await tab.Create(note, "3")).Refused("already-exists");
    }

    [Fact]
    public async Task A_create_in_flight_is_refused_once_the_window_is_over()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        (await tab.Create(note, "1")).Saved("created", 1);
        (await tab.Create(note, "2")).Saved("session", 2);
        app.Clock.Advance(TimeSpan.FromSeconds(31));
        (await tab.Create(note, "3")).Refused("already-exists");
    }

    [Fact]
    public async Task A_create_in_flight_does_not_undo_a_delete_of_another_session()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var gone = await (await app.SignInAsync("Bob")).Delete(note).On(first);

        var current = (await tab.Create(note, "2").Sequence(2).Parent(1)).Refused("already-exists").Json.GetProperty("current");

        Assert.True(current.GetProperty("deleted").GetBoolean());
        Assert.Equal(gone.ETag, current.GetProperty("etag").GetString());
        (await tab.Get(note)).Refused("gone");
        (await tab.Put(note, "2").On(gone).Sequence(3)).Saved("created", 3);
    }

    [Fact]
    public async Task A_repeated_create_does_not_undo_a_delete()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var last = await tab.Create(note, "1").Sequence(1);
        for (var n = 2; n <= 1_100; n++)
        {
            last = await bob.Put(note, $"{n}").On(last);
        }

        await bob.Delete(note).On(last);

        (await tab.Create(note, "1").Sequence(1)).Saved("replayed", 1);
        (await tab.Get(note)).Refused("gone");
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task A_PATCH_or_DELETE_with_If_None_Match_is_refused_after_a_save_of_another_session(string method)
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        await (await app.SignInAsync("Bob")).Create(note, "{}");
        (await tab.Send(method, note).Body("{}", "application/merge-patch+json").IfNew()).Refused("already-exists");
    }
}
