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
    public async Task Names_that_differ_in_case_only_or_are_long_have_different_files()
    {
        using var drafts = new FileDraftStore(_directory.FullPath);
        string[] ids = ["Plan", "plan", "p~.lan", new('a', 128), new string('a', 127) + "b", "con"];
        foreach (var id in ids)
        {
            await drafts.WriteAsync(new Draft { Collection = "notes", Id = id }, default);
        }

        var files = Directory.GetFiles(_directory.FullPath, "*.draft").Select(path => Path.GetFileName(path));
        Assert.Equal(ids.Length, files.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(files, name => Assert.Matches("^[a-z0-9_-]{1,80}\\.draft$", name));
        Assert.Equal(ids.Order(), (await drafts.ReadAllAsync(default).ToListAsync()).Select(draft => draft.Id).Order());
    }

    [Theory]
    [InlineData("{\"collection\":")]
    [InlineData("{\"collection\":\"notes\",\"id\":\"one\",\"unknown\":[]}")]
    public async Task A_file_that_is_corrupt_or_of_another_version_is_set_aside(string text)
    {
        using var drafts = new FileDraftStore(_directory.FullPath);
        await drafts.WriteAsync(new Draft { Collection = "notes", Id = "one" }, default);
        var file = Directory.GetFiles(_directory.FullPath, "*.draft").Single();
        await File.WriteAllTextAsync(file, text);
        Assert.Null(await drafts.ReadAsync("notes", "one", default));
        Assert.Equal(text, await File.ReadAllTextAsync(file + ".broken"));
    }

    [Fact]
    public void A_directory_belongs_to_one_store()
    {
        using var first = new FileDraftStore(_directory.FullPath);
        Assert.Throws<IOException>(() => new FileDraftStore(_directory.FullPath));
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

    /// <summary>A store whose writes the test completes.</summary>
    private sealed class SlowDrafts : IDraftStore
    {
        public TaskCompletionSource Written { get; } = new();

        public ValueTask<Draft?> ReadAsync(string collection, string id, CancellationToken cancellation) => new((Draft?)null);

        public IAsyncEnumerable<Draft> ReadAllAsync(CancellationToken cancellation) => AsyncEnumerable.Empty<Draft>();

        public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation) => await Written.Task;

        public ValueTask DeleteAsync(string collection, string id, CancellationToken cancellation) => default;
    }
}
