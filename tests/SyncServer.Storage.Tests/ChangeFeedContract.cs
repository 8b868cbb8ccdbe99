namespace SyncServer.Storage.Tests;

/// <summary>What every store's log promises to whoever follows it.</summary>
public abstract class ChangeFeedContract(IBackend backend) : IDisposable
{
    /// <summary>The store.</summary>
    protected IBackend Backend => backend;

    [Fact]
    public async Task A_batch_is_told_in_the_order_of_its_versions()
    {
        var (one, other) = (Saves.Key("one"), Saves.Key("other"));
        await backend.Log.CommitAsync(
        [
            Saves.Put("session-1", 1, Saves.None, "1", one.Id), Saves.Put("session-1", 1, Saves.None, "1", other.Id),
            Saves.Put("session-1", 2, Saves.None, "2", one.Id), Saves.Delete("session-1", 3, Saves.None, one.Id),
        ]);

        var changes = await backend.Changes.ReadAsync(0, 100);
        Assert.Equal(changes.Select(c => c.Cursor.Position).Order(), changes.Select(c => c.Cursor.Position));
        Assert.Equal([1L, 2, 3], changes.Where(c => c.Key == one).Select(c => c.ETag.Version));
        Assert.Equal([false, false, true], changes.Where(c => c.Key == one).Select(c => c.Deleted));
        var head = await backend.Reader.NewestAsync(other);
        var change = Assert.Single(changes, c => c.Key == other);
        Assert.Equal((head!.ETag, head.Newest.SavedBy, head.Newest.Session, head.Newest.SavedAt), (change.ETag, change.SavedBy, change.Session, change.SavedAt));
        Assert.Equal(changes.Skip(2), await backend.Changes.ReadAsync(changes[1].Cursor.Position, 100));
        Assert.Equal(changes.Take(2), await backend.Changes.ReadAsync(0, 2));
        Assert.Equal(changes[^1].Cursor, await backend.Changes.EndAsync());
    }

    [Fact]
    public async Task Cursors_are_known_as_long_as_the_history_is()
    {
        Assert.Equal(backend.Changes.Start, await backend.Changes.EndAsync());
        await backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1"));
        var end = await backend.Changes.EndAsync();
        backend.Reopen();

        Assert.Equal(end, await backend.Changes.FindAsync(end.ToString()));
        Assert.Equal(backend.Changes.Start, await backend.Changes.FindAsync(backend.Changes.Start.ToString()));
        Assert.Null(await backend.Changes.FindAsync((end with { Nonce = end.Nonce + 1 }).ToString()));
        Assert.Null(await backend.Changes.FindAsync((end with { Position = end.Position + 1 }).ToString()));
        Assert.Null(await backend.Changes.FindAsync((end with { History = "0123456789ab" }).ToString()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }
}
