namespace SyncServer.Client.Tests;

/// <summary>Drafts and draft stores. What is sent from a draft is in <see cref="CaseTests"/>.</summary>
public sealed class DraftTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_draft_is_written_before_its_save_is_sent()
    {
        var drafts = new SlowDrafts();
        var server = new FakeServer(drafts);
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        _ = document.FlushAsync();
        await server.NothingMoreAsync();
        drafts.Written.SetResult();
        Assert.Equal("b", (await server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_draft_store_that_fails_does_not_stop_saves_and_its_error_is_in_the_status()
    {
        var drafts = new SlowDrafts();
        var server = new FakeServer(drafts);
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        drafts.Written.SetException(new IOException("The disk is full."));
        var save = await server.NextAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.DraftError is IOException), "the status has the error");
        save.Accept(2);
        Assert.Equal(SyncState.Saved, (await flushed).State);
    }

    [Fact]
    public async Task A_draft_store_that_never_responds_delays_saves_once()
    {
        var drafts = new SlowDrafts();
        var server = new FakeServer(drafts);
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        _ = document.FlushAsync();
        await server.NothingMoreAsync();
        server.Time.Pass(TimeSpan.FromSeconds(5));
        (await server.NextAsync()).Accept(2);
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status is { State: SyncState.Saved, DraftError: TimeoutException }), "the status has the error");
        for (var version = 3; version < 6; version++)
        {
            document.Save(FakeServer.Text($"{version}"));
            _ = document.FlushAsync();
            (await server.NextAsync()).Accept(version);
        }

        Assert.Equal(1, drafts.Calls);
        drafts.Written.SetResult();
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status is { Version: 5, DraftError: null }), "the error is gone");
        Assert.Equal("5", drafts.Newest!.Newest()!.ReadText());
    }

    [Fact]
    public async Task A_save_that_could_not_be_stored_goes_under_a_session_that_no_draft_has()
    {
        var drafts = new SlowDrafts();
        drafts.Written.SetResult();
        var server = new FakeServer(drafts);
        var document = await server.OpenAsync(1, "");
        var stored = await SendAsync("b");
        stored.Accept(2);
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Saved), "it is saved");
        drafts.Written = new TaskCompletionSource();
        drafts.Written.SetException(new IOException("The disk is full."));
        var first = await SendAsync("c");
        first.Accept(3);
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Saved), "it is saved");
        var second = await SendAsync("d");
        Assert.NotEqual(stored["Session-Id"], first["Session-Id"]);
        Assert.Equal(first["Session-Id"], second["Session-Id"]);
        Assert.Equal((FakeServer.ETag(2), null, "c"), (first["If-Match"], first["Save-Parent"], first.Body));
        Assert.Equal((FakeServer.ETag(3), "d"), (second["If-Match"], second.Body));

        async Task<FakeRequest> SendAsync(string text)
        {
            document.Save(FakeServer.Text(text));
            _ = document.FlushAsync();
            return await server.NextAsync();
        }
    }

    [Fact]
    public async Task A_write_that_failed_is_tried_again_later()
    {
        var drafts = new SlowDrafts();
        drafts.Written.SetException(new IOException("The disk is full."));
        var server = new FakeServer(drafts);
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.DraftError is IOException), "the status has the error");
        drafts.Written = new TaskCompletionSource();
        drafts.Written.SetResult();
        await Eventually.HoldsAsync(
            () =>
            {
                server.Time.Pass(TimeSpan.FromSeconds(1));
                return Task.FromResult(document.Status.DraftError is null);
            },
            "it is written");
        Assert.Equal("b", drafts.Newest!.Newest()!.ReadText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_document_opens_without_a_draft_that_cannot_be_read_and_keeps_it(bool isSlow)
    {
        var drafts = new SlowDrafts { Read = new TaskCompletionSource<Draft?>() };
        var server = new FakeServer(drafts);
        var opening = server.OpenAsync(1, "a");
        if (isSlow)
        {
            await server.NothingMoreAsync();
            server.Time.Pass(TimeSpan.FromSeconds(5));
        }
        else
        {
            drafts.Read.SetException(new IOException("The disk is broken."));
        }

        var document = await opening;
        Assert.Equal("a", document.Content!.ReadText());
        Assert.NotNull(document.Status.DraftError);
        drafts.Written.SetResult();
        drafts.Read = isSlow ? drafts.Read : new TaskCompletionSource<Draft?>();
        drafts.Read.SetResult(new Draft { Collection = "notes", Id = "one", Pending = [FakeServer.Text("typed before")] });
        document.Save(FakeServer.Text("b"));
        _ = document.FlushAsync();
        (await server.NextAfterAsync(TimeSpan.FromMinutes(1))).Accept(2);
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Saved), "it is saved");
        Assert.Null(drafts.Newest);
        Assert.NotNull(document.Status.DraftError);
    }

    [Theory]
    [InlineData("{\"collection\":")]
    [InlineData("{\"collection\":\"notes\",\"id\":\"one\",\"unknown\":[]}")]
    public async Task A_file_that_is_corrupt_or_of_a_later_version_is_set_aside(string text)
    {
        using var drafts = new FileDraftStore(_directory.FullPath);
        await drafts.WriteAsync(new Draft { User = "amy", Collection = "notes", Id = "one", Pending = [null] }, default);
        var file = Directory.GetFiles(_directory.FullPath, "*.draft", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(file, text);
        Assert.Null(await drafts.ReadAsync(new DraftKey("amy", "notes", "one"), default));
        Assert.Equal(text, await File.ReadAllTextAsync(file + ".broken"));
    }

    [Fact]
    public async Task Files_of_an_earlier_version_belong_to_the_first_user()
    {
        const string Earlier = """
            {"collection":"notes","id":"one","session":"s","sessionStart":0,"sequence":1,"adopted":{"number":3,"eTag":"\u0022v3\u0022","isDeleted":false},"acknowledged":3,"parents":[1],
            "inFlight":[{"session":"s","sequence":1,"parent":null,"content":{"bytes":"Yg==","type":"text/plain"},"adopted":{"number":3,"eTag":"\u0022v3\u0022","isDeleted":false},"merge":false,
            "conflictId":null}],"pending":[]}
            """;
        using var drafts = new FileDraftStore(_directory.FullPath);
        await drafts.WriteAsync(new Draft { User = "amy", Collection = "notes", Id = "one", Pending = [null] }, default);
        var file = Directory.GetFiles(_directory.FullPath, "*.draft", SearchOption.AllDirectories).Single();
        File.Delete(file);
        await File.WriteAllTextAsync(Path.Combine(_directory.FullPath, Path.GetFileName(file)), Earlier);
        var draft = await drafts.ReadAsync(new DraftKey("ben", "notes", "one"), default);
        Assert.Equal(("b", "s", "ben"), (draft!.Newest()!.ReadText(), draft.Session, draft.User));
        Assert.Null(await drafts.ReadAsync(new DraftKey("amy", "notes", "one"), default));
        Assert.Single(await drafts.ReadUnsavedAsync("ben", default).ToListAsync());
    }

    [Fact]
    public async Task A_row_that_is_corrupt_is_set_aside()
    {
        var path = Path.Combine(_directory.FullPath, "drafts.db");
        using (var drafts = new SqliteDraftStore(path))
        {
            await drafts.WriteAsync(new Draft { User = "amy", Collection = "notes", Id = "one", Pending = [null] }, default);
        }

        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "UPDATE drafts SET draft = x'7b'";
            await command.ExecuteNonQueryAsync();
        }

        using var again = new SqliteDraftStore(path);
        Assert.Null(await again.ReadAsync(new DraftKey("amy", "notes", "one"), default));
        Assert.Empty(await again.ReadUnsavedAsync("amy", default).ToListAsync());
    }

    [Fact]
    public void A_directory_or_a_database_belongs_to_one_store()
    {
        using var files = new FileDraftStore(_directory.FullPath);
        Assert.Throws<IOException>(() => new FileDraftStore(_directory.FullPath));
        var path = Path.Combine(_directory.FullPath, "drafts.db");
        using var database = new SqliteDraftStore(path);
        Assert.Throws<IOException>(() => new SqliteDraftStore(path));
    }

    [Fact]
    public async Task A_client_opens_a_document_once()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Client.OpenAsync("notes", "one"));
        await document.DisposeAsync();
        await server.OpenAsync(1, "");
    }

    /// <summary>A store whose calls the test completes.</summary>
    private sealed class SlowDrafts : IDraftStore
    {
        public TaskCompletionSource Written { get; set; } = new();

        public TaskCompletionSource<Draft?>? Read { get; set; }

        public int Calls { get; private set; }

        public Draft? Newest { get; private set; }

        public async ValueTask<Draft?> ReadAsync(DraftKey key, CancellationToken cancellation) => Read is { } read ? await read.Task : null;

        public IAsyncEnumerable<Draft> ReadUnsavedAsync(string user, CancellationToken cancellation) => AsyncEnumerable.Empty<Draft>();

        public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation)
        {
            // Copies are not counted: a document writes one when it is opened.
            if (!draft.IsUnsaved && Calls == 0)
            {
                return;
            }

            Calls++;
            await Written.Task;
            Newest = draft;
        }

        public ValueTask DeleteAsync(DraftKey key, CancellationToken cancellation) => default;

        public ValueTask ClearAsync(string user, CancellationToken cancellation) => default;

        public ValueTask DeleteExpiredAsync(DateTimeOffset writtenBefore, CancellationToken cancellation) => default;
    }
}
