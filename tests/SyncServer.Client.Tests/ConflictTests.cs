namespace SyncServer.Client.Tests;

/// <summary>The events of a conflict and of its choices. What each choice sends is in <see cref="CaseTests"/>.</summary>
public sealed class ConflictTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task A_conflict_is_raised_also_to_a_handler_that_is_added_later()
    {
        var (document, conflict) = await MeetAsync();
        Assert.Equal((SyncState.Conflict, 5L, "Bob"), (document.Status.State, conflict.Version, conflict.SavedBy!.Name));
        Assert.Equal("theirs", conflict.Theirs!.ReadText());
        document.Save(FakeServer.Text("mine, longer"));
        Assert.Equal(SyncState.Conflict, (await document.FlushAsync()).State);
        Assert.Equal("mine, longer", conflict.Mine!.ReadText());
        Assert.Same(conflict, document.PendingConflict);
    }

    [Fact]
    public async Task Taking_theirs_raises_a_remote_change()
    {
        var (document, conflict) = await MeetAsync();
        var changes = ChangesOf(document);
        Assert.Equal(new SyncStatus(SyncState.Saved, 5), await conflict.TakeTheirsAsync());
        await Eventually.HoldsAsync(() => Task.FromResult(changes is [{ Applied: true, Version: 5, SavedBy.Name: "Bob" }]), "it is raised");
    }

    [Fact]
    public async Task Merging_raises_a_remote_change_with_the_merge_that_the_server_offers()
    {
        var (document, conflict) = await MeetAsync(members: ",\"mergeable\":true,\"merged\":\"theirs and mine\"");
        var changes = ChangesOf(document);
        var merged = conflict.MergeAsync();
        (await _server.NextAsync()).Accept(6);
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await merged);
        var change = Assert.Single(changes);
        Assert.True(change is { Applied: true, Version: 5, SavedBy.Name: "Bob" });
        Assert.Equal("theirs and mine", change.Content!.ReadText());
    }

    [Fact]
    public async Task Content_that_the_server_merged_raises_a_remote_change_once_it_is_adopted()
    {
        var document = await _server.OpenAsync(3, "a", new SyncDocumentOptions { Merge = true });
        var changes = ChangesOf(document);
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        (await _server.NextAsync()).Accept(5, "merged", "theirs and mine");
        Assert.Equal(new SyncStatus(SyncState.Saved, 5), await flushed);
        await Eventually.HoldsAsync(() => Task.FromResult(changes is [{ Applied: true, Version: 5 }]), "it is raised");
        Assert.Equal("theirs and mine", changes[0].Content!.ReadText());
    }

    [Theory]
    [InlineData("/v1/notes/one/revisions/5")]
    [InlineData("one/revisions/5")]
    public async Task Reading_content_that_is_too_large_for_the_response_is_retried(string url)
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        (await _server.NextAsync()).Conflict(5, new Uri(url, UriKind.Relative), self: true);
        var read = await _server.NextAsync();
        Assert.Equal(("GET", "/v1/notes/one/revisions/5"), (read.Method, read.Path));
        read.Lose();
        read = await _server.NextAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("/v1/notes/one/revisions/5", read.Path);
        read.Read(5, "older mine");
        (await _server.NextAsync()).Accept(6);
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await flushed);
    }

    private static List<RemoteChange> ChangesOf(SyncDocument document)
    {
        var changes = new List<RemoteChange>();
        document.RemoteChanged += (_, change) => changes.Add(change);
        return changes;
    }

    private async Task<(SyncDocument Document, SyncConflict Conflict)> MeetAsync(string members = "")
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        _ = document.FlushAsync();
        (await _server.NextAsync()).Conflict(5, "theirs", members: members);
        await Eventually.HoldsAsync(() => Task.FromResult(document.PendingConflict is not null), "the conflict is known");
        var met = new TaskCompletionSource<SyncConflict>();
        document.Conflict += (_, conflict) => met.TrySetResult(conflict);
        return (document, await met.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
