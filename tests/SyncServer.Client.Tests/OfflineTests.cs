using System.Text;
using System.Text.Json;

namespace SyncServer.Client.Tests;

/// <summary>What works without a network, and whose drafts are whose.</summary>
public sealed class OfflineTests
{
    private static readonly SyncDocumentOptions CloseAtOnce = new() { CloseWait = TimeSpan.Zero };

    private readonly Disk _disk = new();

    [Fact]
    public async Task A_saved_document_opens_with_the_version_that_the_device_has()
    {
        await SaveAsync("one", "a");
        var server = new FakeServer(new KillableDraftStore(_disk));
        var opening = server.Client.OpenAsync("notes", "one");
        var read = await server.NextAsync();
        Assert.Equal(FakeServer.ETag(2), read["If-None-Match"]);
        read.Lose();
        (await server.NextAfterAsync(TimeSpan.FromSeconds(4))).Lose();
        server.Time.Pass(TimeSpan.FromSeconds(5));
        var document = await opening;
        Assert.Equal(("a", new SyncStatus(SyncState.Retrying, 2)), (document.Content!.ReadText(), document.Status));
        // Nothing is unsaved.
        Assert.Equal(SyncState.Retrying, (await document.FlushAsync().WaitAsync(TimeSpan.FromSeconds(30))).State);
        document.Save(FakeServer.Text("ab"));
        _ = document.FlushAsync();
        var save = await NextSaveAsync(server);
        Assert.Equal((FakeServer.ETag(2), "ab"), (save["If-Match"], save.Body));
    }

    [Fact]
    public async Task A_newer_version_is_read_once_the_network_is_back()
    {
        await SaveAsync("one", "a");
        var server = new FakeServer(new KillableDraftStore(_disk));
        var opening = server.Client.OpenAsync("notes", "one");
        (await server.NextAsync()).Refuse(503, "unavailable", ("Retry-After", "60"));
        await server.NothingMoreAsync();
        server.Time.Pass(TimeSpan.FromSeconds(5));
        var document = await opening;
        var changed = new TaskCompletionSource<RemoteChange>();
        document.RemoteChanged += (_, change) => changed.TrySetResult(change);
        // The read is repeated after 30 seconds, also when all its attempts have failed.
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await server.NextAfterAsync(TimeSpan.FromMinutes(2))).Lose();
        }

        (await server.NextAfterAsync(TimeSpan.FromMinutes(2))).Read(7, "theirs");
        var change = await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(change is { Applied: true, Version: 7 });
        Assert.Equal("theirs", document.Content!.ReadText());
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status == new SyncStatus(SyncState.Saved, 7)), "it was read");
    }

    [Fact]
    public async Task Online_the_version_of_the_device_is_not_sent_again()
    {
        await SaveAsync("one", "a");
        var server = new FakeServer(new KillableDraftStore(_disk));
        var opening = server.Client.OpenAsync("notes", "one");
        (await server.NextAsync()).Refuse(304, "");
        Assert.Equal("a", (await opening).Content!.ReadText());
        await server.NothingMoreAsync();
    }

    [Fact]
    public async Task A_document_that_the_device_does_not_have_does_not_open()
    {
        var server = new FakeServer(new KillableDraftStore(_disk));
        var opening = server.Client.OpenAsync("notes", "one");
        for (var attempt = 0; attempt < 4; attempt++)
        {
            (await server.NextAfterAsync(TimeSpan.FromMinutes(1))).Lose();
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => opening);
    }

    [Fact]
    public async Task The_404_of_a_proxy_does_not_say_that_a_document_does_not_exist()
    {
        await SaveAsync("one", "a");
        var server = new FakeServer(new KillableDraftStore(_disk));
        var opening = server.Client.OpenAsync("notes", "one");
        (await server.NextAsync()).Send(404, "<h1>default backend</h1>"u8.ToArray(), "text/html");
        await server.NothingMoreAsync();
        server.Time.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("a", (await opening).Content!.ReadText());
        Assert.Single(_disk.Drafts);
        var other = new FakeServer(new KillableDraftStore(_disk));
        var openingOther = other.Client.OpenAsync("notes", "other");
        for (var attempt = 0; attempt < 4; attempt++)
        {
            (await other.NextAfterAsync(TimeSpan.FromMinutes(1))).Refuse(404, "");
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => openingOther);
    }

    [Fact]
    public async Task A_new_document_needs_no_network()
    {
        var server = new FakeServer(new KillableDraftStore(_disk));
        var document = await server.Client.CreateAsync("notes", options: CloseAtOnce);
        Assert.Equal(32, document.Id.Length);
        Assert.Null(document.Content);
        document.Save(FakeServer.Text("new"));
        await document.DisposeAsync();
        var again = new FakeServer(new KillableDraftStore(_disk));
        Assert.Equal("new", (await again.Client.OpenAsync("notes", document.Id)).Content!.ReadText());
        var save = await again.NextAsync();
        Assert.Equal(("PUT", "*", "new"), (save.Method, save["If-None-Match"], save.Body));
    }

    [Fact]
    public async Task Notes_that_were_edited_offline_are_sent_by_the_next_program_without_opening_them()
    {
        var before = new FakeServer(new KillableDraftStore(_disk));
        foreach (var id in (string[])["one", "two", "three"])
        {
            await using var document = await before.Client.CreateAsync("notes", id, CloseAtOnce);
            document.Save(FakeServer.Text($"{id} offline"));
        }

        var server = new FakeServer(new KillableDraftStore(_disk));
        Assert.Equal(["one", "three", "two"], (await server.Client.ListUnsavedAsync().ToListAsync()).Select(draft => draft.Id).Order(StringComparer.Ordinal));
        _ = server.Client.CreateAsync("notes", "four");
        var batch = await server.NextAsync();
        Assert.Equal("/v1/batch", batch.Path);
        batch.Lose();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            (await server.NextAfterAsync(TimeSpan.FromMinutes(1))).Lose();
        }

        var again = await server.NextAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(batch.Body, again.Body);
        var sent = JsonElement.Parse(Encoding.UTF8.GetBytes(again.Body!)).GetProperty("saves").GetArrayLength();
        Assert.Equal(3, sent);
        again.Json(200, $$"""{"results":[{{string.Join(',', Enumerable.Repeat("""{"status":201,"etag":"\"v1\"","version":1,"outcome":"created"}""", sent))}}]}""");
        await Eventually.HoldsAsync(() => Task.FromResult(!_disk.Unsaved.Any()), "all drafts are saved");
        Assert.Equal(3, _disk.Drafts.Count(draft => draft.Adopted.ETag == FakeServer.ETag(1)));
    }

    [Fact]
    public async Task A_document_opens_while_its_draft_is_being_sent()
    {
        var before = new FakeServer(new KillableDraftStore(_disk));
        await using (var document = await before.Client.CreateAsync("notes", "one", CloseAtOnce))
        {
            document.Save(FakeServer.Text("offline"));
        }

        var server = new FakeServer(new KillableDraftStore(_disk));
        var flushed = server.Client.FlushAllAsync();
        var batch = await server.NextAsync();
        var opened = await server.Client.OpenAsync("notes", "one");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flushed);
        Assert.Equal("offline", opened.Content!.ReadText());
        var save = await server.NextAsync();
        Assert.Equal(("/v1/notes/one", "1", batch["Session-Id"]), (save.Path, save["Save-Sequence"], save["Session-Id"]));
    }

    [Fact]
    public async Task Another_user_sees_and_sends_no_draft_of_the_first()
    {
        var amy = Server("amy");
        await using (var document = await amy.Client.CreateAsync("notes", "diary", CloseAtOnce))
        {
            document.Save(FakeServer.Text("Amy's"));
        }

        var ben = Server("ben");
        Assert.True(await ben.Client.FlushAllAsync());
        Assert.Empty(await ben.Client.ListUnsavedAsync().ToListAsync());
        var opening = ben.Client.OpenAsync("notes", "diary");
        (await ben.NextAsync()).Read(3, "everybody's");
        Assert.Equal("everybody's", (await opening).Content!.ReadText());
        var again = Server("amy");
        Assert.Equal("Amy's", (await again.Client.OpenAsync("notes", "diary")).Content!.ReadText());
    }

    [Fact]
    public async Task A_client_sends_nothing_with_the_token_of_another_user()
    {
        var token = Token("amy");
        var server = new FakeServer(new KillableDraftStore(_disk), new Tokens(() => token));
        var document = await server.OpenAsync(1, "a");
        document.Save(FakeServer.Text("Amy's"));
        token = Token("ben");
        Assert.IsType<InvalidOperationException>((await document.FlushAsync()).Error);
        await server.NothingMoreAsync();
        token = Token("amy");
        _ = document.FlushAsync();
        Assert.Equal("Amy's", (await server.NextAsync()).Body);
    }

    [Fact]
    public async Task Signing_out_deletes_what_the_device_has()
    {
        var amy = Server("amy");
        var document = await amy.Client.CreateAsync("notes", "diary", CloseAtOnce);
        document.Save(FakeServer.Text("Amy's"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => amy.Client.ClearAsync());
        await document.DisposeAsync();
        await amy.Client.ClearAsync();
        Assert.Empty(_disk.Files);
    }

    [Fact]
    public async Task A_draft_expires_after_30_days()
    {
        var before = new FakeServer(new KillableDraftStore(_disk));
        await using (var document = await before.Client.CreateAsync("notes", "one", CloseAtOnce))
        {
            document.Save(FakeServer.Text("old"));
        }

        var server = new FakeServer(new KillableDraftStore(_disk), later: TimeSpan.FromDays(29));
        await using (var document = await server.Client.OpenAsync("notes", "one", CloseAtOnce))
        {
            Assert.Equal("old", document.Content!.ReadText());
        }

        // It was written again on that day.
        Assert.Single(_disk.Unsaved);
        var last = new FakeServer(new KillableDraftStore(_disk), later: TimeSpan.FromDays(60));
        var opening = last.Client.OpenAsync("notes", "one");
        (await last.NextAsync()).Refuse(404, "not-found");
        Assert.Null((await opening).Content);
        await Eventually.HoldsAsync(() => Task.FromResult(_disk.Files.IsEmpty), "it is deleted");
    }

    private static string Token(string subject) => $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"sub":"{{subject}}","name":"é"}""")).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.x";

    private static async Task<FakeRequest> NextSaveAsync(FakeServer server)
    {
        while (true)
        {
            var request = await server.NextAsync();
            if (request.Method is "PUT")
            {
                return request;
            }

            request.Refuse(304, "");
        }
    }

    private FakeServer Server(string user) => new(new KillableDraftStore(_disk), new Tokens(() => Token(user)));

    private async Task SaveAsync(string id, string text)
    {
        var server = new FakeServer(new KillableDraftStore(_disk));
        await using var document = await server.Client.CreateAsync("notes", id);
        document.Save(FakeServer.Text(text));
        var flushed = document.FlushAsync();
        (await server.NextAsync()).Accept(2, "created");
        await flushed;
    }
}
