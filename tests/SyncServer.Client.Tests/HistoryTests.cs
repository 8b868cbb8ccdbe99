namespace SyncServer.Client.Tests;

/// <summary>The history of a document, and the list of a collection.</summary>
[Collection(nameof(RealServer))]
public sealed class HistoryTests(RealServer server)
{
    [Fact]
    public async Task Versions_are_listed_read_and_restored()
    {
        var id = $"history-{Guid.NewGuid():n}";
        using var client = Client();
        await using var document = await client.OpenAsync("notes", id);
        for (var n = 1; n <= 3; n++)
        {
            document.Save(SyncContent.Text($"version {n}"));
            await document.FlushAsync();
        }

        await document.DeleteAsync();
        var revisions = await document.HistoryAsync().ToListAsync();
        Assert.Equal([4, 3, 2, 1], revisions.Select(revision => revision.Version));
        Assert.Equal([true, false, false, false], revisions.Select(revision => revision.Deleted));
        Assert.Equal(("created", 9L, "Amy"), (revisions[3].Outcome, revisions[3].Size, revisions[3].SavedBy!.Name));
        Assert.Null(await document.RevisionAsync(4));
        Assert.Equal("version 2", (await document.RevisionAsync(2))!.ReadText());
        Assert.Equal(404, (await Assert.ThrowsAsync<SyncProblemException>(() => document.RevisionAsync(9))).Status);
        await Assert.ThrowsAsync<InvalidOperationException>(() => document.RestoreAsync(4));
        var changes = new List<RemoteChange>();
        document.RemoteChanged += (_, change) => changes.Add(change);
        Assert.Equal(new SyncStatus(SyncState.Saved, 5), await document.RestoreAsync(2));
        Assert.Equal("version 2", document.Content!.ReadText());
        Assert.True(Assert.Single(changes) is { Applied: true, Version: 2 });
    }

    [Fact]
    public async Task Restoring_replaces_no_version_that_was_not_seen()
    {
        var id = $"history-{Guid.NewGuid():n}";
        using var client = Client();
        await using var document = await client.OpenAsync("strict", id, new SyncDocumentOptions { CloseWait = TimeSpan.Zero });
        document.Save(SyncContent.Json("1"));
        await document.FlushAsync();
        document.Save(SyncContent.Json("2"));
        await document.FlushAsync();
        var theirs = server.Amy.Tab();
        (await theirs.Put($"/v1/strict/{id}", "3").On(await theirs.Get($"/v1/strict/{id}"))).Saved("verified", 3);
        Assert.Equal(SyncState.Conflict, (await document.RestoreAsync(1)).State);
        Assert.Equal("3", document.PendingConflict!.Theirs!.ReadText());
    }

    [Fact]
    public async Task What_was_typed_before_is_a_version_before_another_one_is_restored()
    {
        using var client = Client();
        await using var document = await client.OpenAsync("notes", $"history-{Guid.NewGuid():n}");
        document.Save(SyncContent.Text("first"));
        await document.FlushAsync();
        document.Save(SyncContent.Text("typed"));
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await document.RestoreAsync(1));
        Assert.Equal("typed", (await document.RevisionAsync(2))!.ReadText());
        Assert.Equal("first", document.Content!.ReadText());
    }

    [Fact]
    public async Task A_collection_is_listed_over_several_pages()
    {
        using var client = Client();
        foreach (var batch in Enumerable.Range(0, 120).Chunk(40))
        {
            await Task.WhenAll(batch.Select(n => server.Amy.Tab().Create($"/v1/listed/d{n:000}", $"{n}").SendAsync()));
        }

        var listed = await client.ListAsync("listed").ToListAsync();
        Assert.Equal(Enumerable.Range(0, 120).Select(n => $"d{n:000}"), listed.Select(one => one.Id));
        Assert.True(listed[7] is { Version: 1, ContentType: "application/json", Size: 1, CreatedBy.Name: "Amy" });
        await Assert.ThrowsAsync<ArgumentException>(async () => await client.ListAsync("No").ToListAsync());
    }

    private SyncClient Client() => new(server.Http, _ => new(server.Amy.Token!));
}
