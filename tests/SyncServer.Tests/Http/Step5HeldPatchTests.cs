namespace SyncServer.Tests.Http;

/// <summary>A PATCH that is held until the save before it arrives (docs/protocol.md, section 4.5).</summary>
public sealed class Step5HeldPatchTests : IAsyncLifetime
{
    // Long, so that only the missing save can release a held one.
    private readonly SyncApp _app = new() { Settings = { ["Sync:ReorderWait"] = "00:00:40" } };
    private readonly string _note = SyncApp.NewDocument();
    private Caller _tab = null!;
    private Answer _first = null!;

    public async Task InitializeAsync()
    {
        _tab = (await _app.SignInAsync()).Tab();
        _first = await _tab.Create(_note, "{}").Sequence(1);
    }

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task The_missing_save_releases_a_held_PATCH()
    {
        var third = HeldAsync(3);
        await OthersGoOnAsync();

        (await Patch(2)).Saved("verified", 2);

        (await third).Saved("session", 3);
        Assert.Equal("""{"n2":2,"n3":3}""", (await _tab.Get(_note)).Text);
    }

    [Fact]
    public async Task A_PUT_releases_a_held_PATCH()
    {
        var third = HeldAsync(3);
        await OthersGoOnAsync();

        (await _tab.Put(_note, """{"put":2}""").On(_first).Sequence(2)).Saved("verified", 2);

        (await third).Saved("session", 3);
        Assert.Equal("""{"put":2,"n3":3}""", (await _tab.Get(_note)).Text);
    }

    [Fact]
    public async Task Several_held_saves_are_released_in_order()
    {
        var held = new[] { 6, 4, 5, 3 }.Select(HeldAsync).ToList();
        await OthersGoOnAsync();

        (await Patch(2)).Saved("verified", 2);

        await Task.WhenAll(held);
        Assert.Equal("""{"n2":2,"n3":3,"n4":4,"n5":5,"n6":6}""", (await _tab.Get(_note)).Text);
        Assert.Equal([6, 5, 4, 3, 2, 1], (await _tab.RevisionsAsync(_note)).Select(one => one.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task A_released_save_is_decided_again()
    {
        var bob = await _app.SignInAsync("Bob");
        var third = HeldAsync(3);
        await OthersGoOnAsync();
        var second = await bob.Put(_note, """{"bob":1}""").On(_first);

        // The missing save arrives, based on Bob's version. The held one is not based on it.
        (await Patch(2, second)).Saved("verified", 3);

        (await third).Refused("edit-conflict");
        Assert.Equal("""{"bob":1,"n2":2}""", (await _tab.Get(_note)).Text);
    }

    [Fact]
    public async Task A_retry_of_a_held_save_is_written_once()
    {
        var both = new[] { HeldAsync(3), HeldAsync(3) };
        await OthersGoOnAsync();

        await Patch(2);

        var outcomes = (await Task.WhenAll(both)).Select(answer => answer.Outcome).Order(StringComparer.Ordinal);
        Assert.Equal(["replayed", "session"], outcomes);
        Assert.Equal(3, (await _tab.RevisionsAsync(_note)).Count);
    }

    [Fact]
    public async Task The_save_that_creates_the_document_releases_a_held_PATCH()
    {
        var note = SyncApp.NewDocument();
        var second = _tab.Patch(note, """{"n2":2}""").IfNew().Sequence(2).Parent(1).SendAsync();
        await OthersGoOnAsync();
        (await _tab.Get(note)).Refused("not-found");

        (await _tab.Create(note, "{}").Sequence(1)).Saved("created", 1);

        (await second).Saved("session", 2);
        Assert.Equal("""{"n2":2}""", (await _tab.Get(note)).Text);
    }

    private Call Patch(int number, Answer? seen = null) =>
        _tab.Patch(_note, $$"""{"n{{number}}":{{number}}}""").On(seen ?? _first).Sequence(number);

    private Task<Answer> HeldAsync(int number) => Patch(number).SendAsync();

    /// <summary>Other saves are not blocked, not even on the same document.</summary>
    private async Task OthersGoOnAsync()
    {
        var cora = await _app.SignInAsync("Cora");
        (await cora.Create(SyncApp.NewDocument(), "1")).Saved("created", 1);
        (await cora.Put(_note, "{}").On(_first)).Saved("unchanged", 1);
        Assert.Equal("{}", (await cora.Get(_note)).Text);
    }
}
