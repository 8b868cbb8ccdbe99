using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Protocol 3, <c>unchanged</c>: saves that write what is there already.</summary>
public sealed class UnchangedTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task It_makes_no_version()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);

        var again = await tab.Put(note, "1").On(first).Sequence(2);

        again.Is(HttpStatusCode.NoContent).Saved("unchanged", 1);
        Assert.Equal(first.ETag, again.ETag);
        Assert.Equal("1", (await tab.Put(note, "1").On(first).Sequence(3).Representation()).Is(HttpStatusCode.OK).Text);
        Assert.Single(await tab.RevisionsAsync(note));
    }

    [Fact]
    public async Task Other_bytes_or_another_type_make_one()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = (await amy.Put(note, "1 ").On(first)).Saved("verified", 2);
        (await amy.Send("PUT", note).Body("1 ", "text/plain").On(second)).Saved("verified", 3);
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_is_unchanged()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1}""");
        (await amy.Patch(note, """{"a":1,"b":null}""").On(first)).Saved("unchanged", 1);
    }

    [Fact]
    public async Task It_is_found_after_the_lock_and_not_before()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        await tab.Put(note, "2").On(first);

        (await bob.Put(note, "2").On(first)).Refused("edit-conflict");
        (await bob.Create(note, "2")).Refused("already-exists");
        (await tab.Put(note, "2").On(first)).Saved("unchanged", 2);
    }

    [Fact]
    public async Task Its_number_is_taken_whichever_session_sent_it()
    {
        var tab = (await app.SignInAsync()).Tab();
        var other = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var save = other.Put(note, "1").On(first).Sequence(5);
        (await save).Saved("unchanged", 1);

        (await save).Saved("replayed", 1);
        (await other.Put(note, "2").On(first).Sequence(5)).Refused("sequence-reused");
        (await other.Put(note, "2").On(first).Sequence(4)).Saved("superseded", 1);
        (await other.Put(note, "2").On(first).Sequence(6)).Saved("verified", 2);
    }

    [Fact]
    public async Task The_run_stays_whose_it_was()
    {
        var tab = (await app.SignInAsync()).Tab();
        var other = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var second = await tab.Put(note, "2").On(first).Sequence(2);
        (await other.Put(note, "2").On(second).Sequence(1)).Saved("unchanged", 2);

        (await tab.Put(note, "3").On(first).Sequence(3)).Saved("session", 3);
        (await other.Put(note, "4").On(second).Sequence(2)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_create_of_the_same_again_is_unchanged_within_the_run()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        (await tab.Create(note, "1").Sequence(1)).Saved("created", 1);
        (await tab.Create(note, "1").Sequence(2)).Is(HttpStatusCode.NoContent).Saved("unchanged", 1);
    }
}
