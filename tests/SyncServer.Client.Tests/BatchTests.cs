using System.Net;

namespace SyncServer.Client.Tests;

/// <summary>Saving the drafts of documents that are not open.</summary>
[Collection(nameof(RealServer))]
public sealed class BatchTests(RealServer server)
{
    [Fact]
    public async Task The_drafts_of_a_killed_program_are_saved_in_order()
    {
        var disk = new Disk();
        var ids = Enumerable.Range(0, 12).Select(n => $"batch-{Guid.NewGuid():n}-{n}").ToList();
        using (var before = Client(disk, out var network))
        {
            foreach (var id in ids)
            {
                var document = await before.OpenAsync("notes", id);
                document.Save(SyncContent.Text("first"));
                Assert.Equal(SyncState.Saved, (await document.FlushAsync()).State);
            }

            network.Kill();
        }

        // Offline: some are edited, some deleted and created again, some have a save in flight.
        using (var offline = Client(disk, out var network, out var drafts))
        {
            var documents = new List<SyncDocument>();
            foreach (var id in ids)
            {
                documents.Add(await offline.OpenAsync("notes", id, new SyncDocumentOptions { CloseWait = TimeSpan.Zero }));
            }

            network.Kill();
            foreach (var (document, n) in documents.Select((document, n) => (document, n)))
            {
                document.Save(SyncContent.Text($"typed {n}"));
                if (n % 3 == 0)
                {
                    _ = document.DeleteAsync();
                    document.Save(SyncContent.Text($"typed again {n}"));
                }
                else if (n % 3 == 1)
                {
                    _ = document.FlushAsync();
                }
            }

            await Eventually.HoldsAsync(() => Task.FromResult(ids.Index().All(one =>
                disk.Unsaved.Any(draft => draft.Id == one.Item && draft.Newest()?.ReadText() == Expected(one.Index)))), "all drafts are written");
            drafts.Kill();
        }

        using var client = Client(disk, out _);
        Assert.True(await client.FlushAllAsync());
        Assert.Empty(disk.Unsaved);
        for (var n = 0; n < ids.Count; n++)
        {
            var path = $"/v1/notes/{ids[n]}";
            Assert.Equal(Expected(n), (await server.Amy.Get(path)).Is(HttpStatusCode.OK).Text);
            Assert.Equal(n % 3 == 0 ? 4 : 2, (await server.Amy.RevisionsAsync(path)).Count);
        }
    }

    [Fact]
    public async Task A_draft_that_meets_a_conflict_stays_and_does_not_stop_others()
    {
        var disk = new Disk();
        var drafts = new KillableDraftStore(disk);
        var (good, bad) = ($"batch-{Guid.NewGuid():n}", $"batch-{Guid.NewGuid():n}");
        foreach (var id in (string[])[bad, good])
        {
            await drafts.WriteAsync(new Draft { User = "amy", Collection = "notes", Id = id, Pending = [SyncContent.Json("\"mine\"")] }, default);
        }

        (await server.Amy.Tab().Create($"/v1/notes/{bad}", "{}")).Saved("created", 1);
        using var client = Client(disk, out _);
        Assert.False(await client.FlushAllAsync());
        Assert.Equal([bad], disk.Unsaved.Select(draft => draft.Id));
        Assert.Equal("\"mine\"", (await server.Amy.Get($"/v1/notes/{good}")).Text);
        var document = await client.OpenAsync("notes", bad);
        await Eventually.HoldsAsync(() => Task.FromResult(document.PendingConflict is not null), "the conflict is known");
        await document.PendingConflict!.TakeTheirsAsync();
        Assert.Equal("{}", document.Content!.ReadText());
    }

    [Fact]
    public async Task A_save_of_a_batch_names_its_parent_and_a_merged_one_continues_the_old_version()
    {
        var disk = new Disk();
        var fake = new FakeServer(new KillableDraftStore(disk));
        var save = new Saving.Save("s", 4, 3, SyncContent.Text("b"), new Saving.DocumentVersion(3, FakeServer.ETag(3)), Merge: true, ConflictId: null);
        var draft = new Draft { Collection = "notes", Id = "one", Session = "s", Sequence = 4, Adopted = save.Adopted, Parents = [3, 4], InFlight = [save], Pending = [SyncContent.Text("bc")] };
        disk.Write(draft);
        var flushed = fake.Client.FlushAllAsync();
        var first = await fake.NextAsync();
        Assert.Contains("\"ifMatch\":\"\\u0022v3\\u0022\",\"sequence\":4,\"parent\":3,", first.Body, StringComparison.Ordinal);
        first.Json(200, """{"results":[{"status":200,"etag":"\"v6\"","version":6,"outcome":"merged","contentType":"text/plain; charset=utf-8","content":"theirs b"}]}""");
        var second = await fake.NextAsync();
        Assert.Equal(first["Session-Id"], second["Session-Id"]);
        Assert.Contains("\"ifMatch\":\"\\u0022v3\\u0022\",\"sequence\":5,\"parent\":4,", second.Body, StringComparison.Ordinal);
        second.Json(200, """{"results":[{"status":200,"etag":"\"v7\"","version":7,"outcome":"merged","contentType":"text/plain; charset=utf-8","content":"theirs bc"}]}""");
        Assert.True(await flushed);
        Assert.Empty(disk.Unsaved);
    }

    private static string Expected(int n) => n % 3 == 0 ? $"typed again {n}" : $"typed {n}";

    private SyncClient Client(Disk disk, out KillableHandler network) => Client(disk, out network, out _);

    private SyncClient Client(Disk disk, out KillableHandler network, out KillableDraftStore drafts)
    {
        network = new KillableHandler(new SocketsHttpHandler { UseProxy = false });
        drafts = new KillableDraftStore(disk);
        return new SyncClient(new HttpClient(network) { BaseAddress = server.Url }, _ => new(server.Amy.Token!), new SyncClientOptions { Drafts = drafts, User = "amy" });
    }
}
