namespace SyncServer.Client.Tests;

/// <summary>Two users with one document of the real server and its events.</summary>
[Collection(nameof(RealServer))]
public sealed class LiveServerTests(RealServer server)
{
    private static readonly SyncDocumentOptions Live = new() { Live = true, Debounce = TimeSpan.FromMilliseconds(20) };

    [Fact]
    public async Task A_change_of_one_user_is_shown_to_the_other()
    {
        var id = $"live-{Guid.NewGuid():n}";
        using var amy = Client(server.Amy);
        using var bob = Client(await Caller.SignInAsync(server.Http, "Bob"));
        await using var hers = await amy.OpenAsync("notes", id, Live);
        await using var his = await bob.OpenAsync("notes", id, Live);
        RemoteChange? raised = null;
        his.RemoteChanged += (_, change) => raised = change;
        hers.Save(SyncContent.Text("from Amy"));
        await SeesAsync(his, "from Amy");
        await Eventually.HoldsAsync(() => Task.FromResult(raised is { Applied: true, Version: 1 }), "it is raised");
        his.Update(content => SyncContent.Text(content!.ReadText() + ", and Bob"));
        await SeesAsync(hers, "from Amy, and Bob");
        hers.Save(SyncContent.Text("Amy again"));
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await hers.FlushAsync());
        await SeesAsync(his, "Amy again");
        await hers.DeleteAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(his.Content is null), "it is deleted");
        Assert.Equal(SyncState.Saved, his.Status.State);
    }

    [Fact]
    public async Task Presence_is_shown_to_the_other_user()
    {
        var id = $"live-{Guid.NewGuid():n}";
        using var amy = Client(server.Amy);
        using var bob = Client(await Caller.SignInAsync(server.Http, "Bob"));
        await using var hers = await amy.OpenAsync("notes", id, Live);
        hers.Save(SyncContent.Json("{}"));
        await hers.FlushAsync();
        await using var his = await bob.OpenAsync("notes", id, Live);
        var seen = new List<SyncPresent>();
        hers.PresenceChanged += (_, present) => seen.Add(present);
        var presence = await his.JoinAsync(SyncPresenceState.Editing, "/title");
        await Eventually.HoldsAsync(
            async () => (await hers.ListPresentAsync()).Any(one => one is { State: SyncPresenceState.Editing, Field: "/title", Person.Name: "Bob" }), "he is listed");
        await presence.SetAsync(SyncPresenceState.Idle);
        await Eventually.HoldsAsync(() => Task.FromResult(seen.Exists(one => one is { State: SyncPresenceState.Idle, Person.Name: "Bob" })), "it is raised");
        await presence.DisposeAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(seen.Exists(one => one is { State: SyncPresenceState.Gone, Person.Name: "Bob" })), "he has left");
    }

    private static async Task SeesAsync(SyncDocument document, string text) =>
        await Eventually.HoldsAsync(() => Task.FromResult(document.Content?.ReadText() == text), $"it shows {text}");

    private SyncClient Client(Caller caller) => new(server.Http, _ => new(caller.Token!));
}
