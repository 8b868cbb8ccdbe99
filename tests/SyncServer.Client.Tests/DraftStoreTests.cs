using SyncServer.Client.Saving;

namespace SyncServer.Client.Tests;

/// <summary>What each draft store does.</summary>
public abstract class DraftStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory _directory = new();
    private IDraftStore? _opened;

    private IDraftStore Store => _opened ??= Open(_directory.FullPath);

    public void Dispose()
    {
        (_opened as IDisposable)?.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_draft_is_read_by_the_next_process()
    {
        var draft = Unsaved("amy", "one", "typed") with { Session = "s", Sequence = 3, Parents = [2, 3], Merge = true };
        await Store.WriteAsync(draft, default);
        Reopen();
        var read = await ReadAsync("amy", "one");
        Assert.Equal(draft.ToBytes(), read!.ToBytes());
        Assert.Equal(draft.Key, read.Key);
    }

    [Fact]
    public async Task The_newest_draft_replaces_the_last_one()
    {
        await Store.WriteAsync(Unsaved("amy", "one", "a"), default);
        await Store.WriteAsync(Unsaved("amy", "one", "b"), default);
        Assert.Equal("b", (await ReadAsync("amy", "one"))!.Newest()!.ReadText());
        await Store.WriteAsync(Copy("amy", "one", "c"), default);
        Assert.Equal("c", (await ReadAsync("amy", "one"))!.Newest()!.ReadText());
        Assert.Empty(await UnsavedAsync("amy"));
        await Store.WriteAsync(Unsaved("amy", "one", "d"), default);
        Reopen();
        Assert.Equal("d", (await ReadAsync("amy", "one"))!.Newest()!.ReadText());
        await Store.DeleteAsync(new DraftKey("amy", "notes", "one"), default);
        await Store.DeleteAsync(new DraftKey("amy", "notes", "one"), default);
        Assert.Null(await ReadAsync("amy", "one"));
    }

    [Fact]
    public async Task Drafts_with_unsaved_changes_are_listed_for_one_user()
    {
        await Store.WriteAsync(Unsaved("amy", "one", "a"), default);
        await Store.WriteAsync(Unsaved("amy", "two", "a"), default);
        await Store.WriteAsync(Copy("amy", "three", "a"), default);
        await Store.WriteAsync(Unsaved("ben", "four", "b"), default);
        await Store.WriteAsync(Unsaved("", "five", "b"), default);
        Reopen();
        Assert.Equal(["one", "two"], await UnsavedAsync("amy"));
        Assert.Equal(["four"], await UnsavedAsync("ben"));
        Assert.Equal(["five"], await UnsavedAsync(""));
        Assert.Null(await ReadAsync("ben", "one"));
    }

    [Fact]
    public async Task Clearing_deletes_everything_of_one_user()
    {
        await Store.WriteAsync(Unsaved("amy", "one", "a"), default);
        await Store.WriteAsync(Copy("amy", "two", "a"), default);
        await Store.WriteAsync(Unsaved("ben", "one", "b"), default);
        await Store.ClearAsync("amy", default);
        await Store.ClearAsync("amy", default);
        Reopen();
        Assert.Null(await ReadAsync("amy", "one"));
        Assert.Null(await ReadAsync("amy", "two"));
        Assert.NotNull(await ReadAsync("ben", "one"));
        await Store.WriteAsync(Unsaved("amy", "one", "again"), default);
        Assert.Equal(["one"], await UnsavedAsync("amy"));
    }

    [Fact]
    public async Task Expired_drafts_are_deleted()
    {
        await Store.WriteAsync(Unsaved("amy", "old", "a") with { WrittenAt = Now.AddDays(-31) }, default);
        await Store.WriteAsync(Copy("ben", "old", "a") with { WrittenAt = Now.AddDays(-31) }, default);
        await Store.WriteAsync(Unsaved("amy", "new", "a") with { WrittenAt = Now.AddDays(-29) }, default);
        await Store.DeleteExpiredAsync(Now.AddDays(-30), default);
        Assert.Null(await ReadAsync("amy", "old"));
        Assert.Null(await ReadAsync("ben", "old"));
        Assert.NotNull(await ReadAsync("amy", "new"));
    }

    [Fact]
    public async Task Documents_whose_names_differ_in_case_only_or_are_long_have_different_drafts()
    {
        string[] ids = ["Plan", "plan", "p~.lan", new('a', 128), new string('a', 127) + "b", "con"];
        foreach (var id in ids)
        {
            await Store.WriteAsync(Unsaved("Amy/../\u00e9", id, id), default);
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), (await UnsavedAsync("Amy/../\u00e9")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_documents_are_written_at_once()
    {
        var store = Store;
        await Parallel.ForAsync(0, 50, async (n, _) => await store.WriteAsync(Unsaved("amy", $"d{n}", "a"), default));
        Assert.Equal(50, (await UnsavedAsync("amy")).Count);
    }

    /// <summary>Opens the store of this directory.</summary>
    protected abstract IDraftStore Open(string directory);

    private static Draft Unsaved(string user, string id, string text) =>
        new() { User = user, Collection = "notes", Id = id, WrittenAt = Now, Pending = [SyncContent.Text(text)] };

    private static Draft Copy(string user, string id, string text) =>
        new() { User = user, Collection = "notes", Id = id, WrittenAt = Now, Adopted = new DocumentVersion(1, "\"1\""), AdoptedContent = SyncContent.Text(text) };

    private ValueTask<Draft?> ReadAsync(string user, string id) => Store.ReadAsync(new DraftKey(user, "notes", id), default);

    private async Task<List<string>> UnsavedAsync(string user) => [.. (await Store.ReadUnsavedAsync(user, default).ToListAsync()).Select(draft => draft.Id).Order(StringComparer.Ordinal)];

    private void Reopen()
    {
        (_opened as IDisposable)?.Dispose();
        _opened = null;
    }
}

/// <summary>Drafts as files.</summary>
public sealed class FileDraftStoreTests : DraftStoreTests
{
    protected override IDraftStore Open(string directory) => new FileDraftStore(directory);
}

/// <summary>Drafts in a SQLite database.</summary>
public sealed class SqliteDraftStoreTests : DraftStoreTests
{
    protected override IDraftStore Open(string directory) => new SqliteDraftStore(Path.Combine(directory, "drafts.db"));
}

/// <summary>Drafts in the memory of the tests, which other tests use.</summary>
public sealed class KillableDraftStoreTests : DraftStoreTests
{
    private readonly Disk _disk = new();

    protected override IDraftStore Open(string directory) => new KillableDraftStore(_disk);
}
