using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Saves with the same content as the head, outcome <c>unchanged</c> (docs/protocol.md, section 3).</summary>
public sealed class UnchangedTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task An_unchanged_save_creates_no_version()
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
    public async Task Other_bytes_or_another_type_create_a_version()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = (await amy.Put(note, "1 ").On(first)).Saved("verified", 2);
        (await amy.Send("PUT", note).Body("1 ", "text/plain").On(second)).Saved("verified", 3);
    }

    [Fact]
    public async Task A_PATCH_without_changes_is_unchanged()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1}""");
        (await amy.Patch(note, """{"a":1,"b":null}""").On(first)).Saved("unchanged", 1);
    }

    [Fact]
    public async Task Unchanged_is_decided_after_the_conditional_lock()
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
    public async Task An_unchanged_save_uses_up_its_sequence_in_any_session()
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
    public async Task An_unchanged_save_does_not_change_the_owner_of_the_run()
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
    public async Task A_repeated_create_with_the_same_content_is_unchanged_within_the_run()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        (await tab.Create(note, "1").Sequence(1)).Saved("created", 1);
        (await tab.Create(note, "1").Sequence(2)).Is(HttpStatusCode.NoContent).Saved("unchanged", 1);
    }
}
