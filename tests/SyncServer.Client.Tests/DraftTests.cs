namespace SyncServer.Client.Tests;

/// <summary>What survives the end of the program.</summary>
public sealed class DraftTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_save_without_an_answer_goes_first_as_it_was_then_what_was_typed_after_it_then_others_are_looked_for()
    {
        FakeRequest lost;
        using (var drafts = new FileDraftStore(_directory.FullPath))
        {
            var before = new FakeServer(drafts);
            var document = await before.OpenAsync(3, "a", new SyncDocumentOptions { CloseWait = TimeSpan.Zero, MaxInFlight = 1 });
            document.Save(FakeServer.Text("ab"));
            _ = document.FlushAsync();
            lost = await before.NextAsync();
            document.Save(FakeServer.Text("abc"));
            await document.DisposeAsync();
        }

        using var kept = new FileDraftStore(_directory.FullPath);
        var server = new FakeServer(kept);
        var reopened = await server.Client.OpenAsync("notes", "one");
        Assert.Equal("abc", reopened.Content!.ReadText());
        var first = await server.NextAsync();
        Assert.Equal(lost.Identity, first.Identity);
        await server.NothingMoreAsync();
        first.Accept(4, "replayed");
        var second = await server.NextAsync();
        Assert.Equal((FakeServer.ETag(4), "2", null, "abc"), (second["If-Match"], second["Save-Sequence"], second["Save-Parent"], second.Body));
        Assert.Equal(first["Session-Id"], second["Session-Id"]);
        second.Accept(5);
        var check = await server.NextAsync();
        Assert.Equal(("GET", FakeServer.ETag(5)), (check.Method, check["If-None-Match"]));
        check.Refuse(304, "");
        Assert.Equal(new SyncStatus(SyncState.Saved, 5), await reopened.FlushAsync());
        await reopened.DisposeAsync();
        Assert.Null(await kept.ReadAsync("notes", "one", default));
    }

    [Fact]
    public async Task What_was_typed_and_never_sent_is_made_on_the_version_that_it_was_typed_on()
    {
        var disk = new Disk();
        var before = new FakeServer(new KillableDraftStore(disk));
        var document = await before.OpenAsync(3, "a");
        document.Save(FakeServer.Text("ab"));
        await Eventually.HoldsAsync(() => Task.FromResult(!disk.Files.IsEmpty), "it is drafted");
        var server = new FakeServer(new KillableDraftStore(disk));
        var reopened = await server.Client.OpenAsync("notes", "one");
        var save = await server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "ab"), (save["If-Match"], save.Body));
        save.Conflict(7, "theirs");
        await Eventually.HoldsAsync(() => Task.FromResult(reopened.StandingConflict is not null), "it goes the ordinary way");
        Assert.False(disk.Files.IsEmpty);
        await reopened.StandingConflict!.TakeTheirsAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(disk.Files.IsEmpty), "it is forgotten");
    }

    [Fact]
    public async Task Every_save_without_an_answer_is_sent_again_in_order()
    {
        var disk = new Disk();
        var before = new FakeServer(new KillableDraftStore(disk));
        var document = await before.OpenAsync(3, "a");
        var lost = new List<FakeRequest>();
        foreach (var text in (string[])["b", "c", "d"])
        {
            document.Save(FakeServer.Text(text));
            _ = document.FlushAsync();
            lost.Add(await before.NextAsync());
        }

        lost[0].Accept(4, "merged", "theirs b");
        await Eventually.HoldsAsync(() => Task.FromResult(Draft.FromBytes(disk.Files["notes/one"]).InFlight.Count == 2), "the first is answered");
        var server = new FakeServer(new KillableDraftStore(disk));
        var reopened = await server.Client.OpenAsync("notes", "one", new SyncDocumentOptions { Merge = true });
        reopened.Save(FakeServer.Text("de"));
        _ = reopened.FlushAsync();
        foreach (var save in lost.Skip(1))
        {
            var again = await server.NextAsync();
            Assert.Equal(save.Identity, again.Identity);
            await server.NothingMoreAsync();
            again.Accept(5, "merged", "theirs and more");
        }

        var next = await server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "4", "3", "de"), (next["If-Match"], next["Save-Sequence"], next["Save-Parent"], next.Body));
    }

    [Fact]
    public async Task What_left_before_it_was_stored_is_not_written_over()
    {
        var disk = new Disk();
        var drafts = new KillableDraftStore(disk);
        var before = new FakeServer(drafts);
        var document = await before.OpenAsync(3, "a");
        document.Save(FakeServer.Text("b"));
        await Eventually.HoldsAsync(() => Task.FromResult(!disk.Files.IsEmpty), "it is drafted");
        var old = disk.Files["notes/one"];
        document.Save(FakeServer.Text("b, and more"));
        _ = document.FlushAsync();
        var sent = await before.NextAsync();
        // As if the disk had kept nothing since.
        disk.Files["notes/one"] = old;

        var server = new FakeServer(new KillableDraftStore(disk));
        var reopened = await server.Client.OpenAsync("notes", "one");
        var reused = await server.NextAsync();
        Assert.Equal((sent["Session-Id"], sent["Save-Sequence"], "b"), (reused["Session-Id"], reused["Save-Sequence"], reused.Body));
        reused.Refuse(422, "sequence-reused");
        (await server.NextAsync()).Read(4, "b, and more");
        var save = await server.NextAsync();
        Assert.NotEqual(sent["Session-Id"], save["Session-Id"]);
        Assert.Equal((FakeServer.ETag(3), null, "b"), (save["If-Match"], save["Save-Parent"], save.Body));
        save.Conflict(4, "b, and more");
        await Eventually.HoldsAsync(() => Task.FromResult(reopened.StandingConflict?.Theirs?.ReadText() is "b, and more"), "its user is asked");
    }

    [Fact]
    public async Task Where_the_newest_save_was_refused_the_one_before_it_goes_first()
    {
        var disk = new Disk();
        var before = new FakeServer(new KillableDraftStore(disk));
        var document = await before.OpenAsync(3, "a");
        document.Save(FakeServer.Text("ab"));
        _ = document.FlushAsync();
        var older = await before.NextAsync();
        document.Save(FakeServer.Text("abc"));
        _ = document.FlushAsync();
        (await before.NextAsync()).Conflict(4, "ab", self: true);
        await Eventually.HoldsAsync(() => Task.FromResult(Draft.FromBytes(disk.Files["notes/one"]).Unsent.Count == 1), "it is pending again");

        var server = new FakeServer(new KillableDraftStore(disk));
        var reopened = await server.Client.OpenAsync("notes", "one");
        var first = await server.NextAsync();
        Assert.Equal(older.Identity, first.Identity);
        first.Accept(4, "replayed");
        var second = await server.NextAsync();
        Assert.Equal((FakeServer.ETag(4), "abc"), (second["If-Match"], second.Body));
        second.Accept(5);
        Assert.Equal(new SyncStatus(SyncState.Saved, 5), await reopened.FlushAsync());
    }

    [Fact]
    public async Task A_save_is_drafted_before_it_is_sent()
    {
        var drafts = new SlowDrafts();
        var server = new FakeServer(drafts);
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        _ = document.FlushAsync();
        await server.NothingMoreAsync();
        drafts.Go.SetResult();
        Assert.Equal("b", (await server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_store_that_fails_hinders_no_save_and_is_told()
    {
        var drafts = new SlowDrafts();
        var server = new FakeServer(drafts);
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        drafts.Go.SetException(new IOException("The disk is full."));
        var save = await server.NextAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.DraftError is IOException), "it is told");
        save.Accept(2);
        Assert.Equal(SyncState.Saved, (await flushed).State);
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_or_are_long_have_files_of_their_own()
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
    [InlineData("{\"collection\":\"notes\",\"id\":\"one\",\"pending\":[]}")]
    public async Task A_file_that_is_broken_or_of_another_version_is_set_aside(string text)
    {
        using var drafts = new FileDraftStore(_directory.FullPath);
        await drafts.WriteAsync(new Draft { Collection = "notes", Id = "one" }, default);
        var file = Directory.GetFiles(_directory.FullPath, "*.draft").Single();
        await File.WriteAllTextAsync(file, text);
        Assert.Null(await drafts.ReadAsync("notes", "one", default));
        Assert.Equal(text, await File.ReadAllTextAsync(file + ".broken"));
    }

    [Fact]
    public void A_directory_belongs_to_one_program()
    {
        using var first = new FileDraftStore(_directory.FullPath);
        Assert.Throws<IOException>(() => new FileDraftStore(_directory.FullPath));
    }

    [Fact]
    public async Task A_document_is_open_once()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Client.OpenAsync("notes", "one"));
        await document.DisposeAsync();
        await server.OpenAsync(1, "");
    }

    /// <summary>A store whose writes wait for the test.</summary>
    private sealed class SlowDrafts : IDraftStore
    {
        public TaskCompletionSource Go { get; } = new();

        public ValueTask<Draft?> ReadAsync(string collection, string id, CancellationToken cancellation) => new((Draft?)null);

        public IAsyncEnumerable<Draft> ReadAllAsync(CancellationToken cancellation) => AsyncEnumerable.Empty<Draft>();

        public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation) => await Go.Task;

        public ValueTask DeleteAsync(string collection, string id, CancellationToken cancellation) => default;
    }
}
