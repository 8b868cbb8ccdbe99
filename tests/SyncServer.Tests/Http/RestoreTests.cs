using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Restoring an earlier version, which is a save (docs/protocol.md, section 6).</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private readonly SyncApp _app = new();
    private readonly string _note = SyncApp.NewDocument();
    private Caller _amy = null!;

    public async Task InitializeAsync() => _amy = (await _app.SignInAsync()).Tab();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_restore_makes_an_earlier_version_the_head_byte_for_byte()
    {
        var one = await _amy.Create(_note, """{ "a" : 1 }""");
        var two = await _amy.Put(_note, "text").Body("two", "text/plain").On(one);
        var restored = (await Restore(1).On(two).Representation()).Saved("restored", 3).Is(HttpStatusCode.OK);
        Assert.Equal(("""{ "a" : 1 }""", "application/json"), (restored.Text, restored["Content-Type"]));
        Assert.Equal("""{ "a" : 1 }""", (await _amy.Get(_note)).Text);
        (await Restore(2).On(restored)).Saved("restored", 4).Is(HttpStatusCode.OK);
        (await Restore(2).On(restored).Strict()).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_restore_requires_a_precondition_and_is_refused_if_stale()
    {
        var one = await _amy.Create(_note, "1");
        var ben = (await _app.SignInAsync("Ben")).Tab();
        await ben.Put(_note, "2").On(one);
        (await Restore(1)).Refused("precondition-required");
        (await Restore(1).On(one)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_retry_is_replayed_and_another_version_with_the_same_sequence_is_422()
    {
        var one = await _amy.Create(_note, "1").Sequence(1);
        var two = await _amy.Put(_note, "2").On(one).Sequence(2);
        (await Restore(1).On(two).Sequence(3)).Saved("restored", 3);
        (await Restore(1).On(two).Sequence(3)).Saved("replayed", 3);
        (await Restore(2).On(two).Sequence(3)).Refused("sequence-reused");
        (await _amy.Put(_note, "1").On(two).Sequence(3)).Refused("sequence-reused");
    }

    [Fact]
    public async Task A_missing_version_cannot_be_restored()
    {
        var one = await _amy.Create(_note, "1");
        (await Restore(7).On(one)).Refused("not-found");
        (await _amy.Post($"{_note}/revisions/zero/restore").On(one)).Refused("invalid-name");
        (await _amy.Post($"{SyncApp.NewDocument()}/revisions/1/restore").On(one)).Refused("not-found");
        await _amy.Delete(_note).On(one);
        (await Restore(2).On(one)).Refused("gone");
    }

    [Fact]
    public async Task A_deleted_document_is_restored_with_the_ETag_of_the_tombstone()
    {
        var one = await _amy.Create(_note, "1");
        var gone = await _amy.Delete(_note).On(one);
        (await Restore(1).IfNew()).Refused("already-exists");
        Assert.Equal("1", (await Restore(1).On(gone)).Saved("created", 3).Is(HttpStatusCode.Created).Text);
        Assert.Equal("1", (await _amy.Get(_note)).Text);
    }

    private Call Restore(long version) => _amy.Post($"{_note}/revisions/{version}/restore");
}
