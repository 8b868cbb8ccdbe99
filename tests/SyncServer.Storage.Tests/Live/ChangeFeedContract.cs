using System.Collections.Frozen;
using SyncServer.Core.History;
using SyncServer.Core.Live;
using SyncServer.Storage.Tests.Saving;

namespace SyncServer.Storage.Tests.Live;

/// <summary>The contract of the change feed of every store.</summary>
public abstract class ChangeFeedContract(IBackend backend) : IDisposable
{
    /// <summary>The store.</summary>
    protected IBackend Backend => backend;

    [Fact]
    public async Task A_batch_is_returned_in_the_order_of_its_versions()
    {
        var (one, other) = (Saves.Key("one"), Saves.Key("other"));
        await backend.Log.CommitAsync(
        [
            Saves.Put("session-1", 1, Saves.None, "1", one.Id), Saves.Put("session-1", 1, Saves.None, "1", other.Id),
            Saves.Put("session-1", 2, Saves.None, "2", one.Id), Saves.Delete("session-1", 3, Saves.None, one.Id),
        ]);

        var changes = (await backend.Changes.ReadAsync(backend.Changes.Start, 100))!.Changes;
        Assert.Equal(changes.Select(c => c.Cursor.Position).Order(), changes.Select(c => c.Cursor.Position));
        Assert.Equal([1L, 2, 3], changes.Where(c => c.Key == one).Select(c => c.ETag.Version));
        Assert.Equal([false, false, true], changes.Where(c => c.Key == one).Select(c => c.Deleted));
        var head = await backend.Reader.NewestAsync(other);
        var change = Assert.Single(changes, c => c.Key == other);
        Assert.Equal((head!.ETag, head.Newest.SavedBy, head.Newest.Session, head.Newest.SavedAt), (change.ETag, change.SavedBy, change.Session, change.SavedAt));
        Assert.Equal(changes.Skip(2), (await backend.Changes.ReadAsync(changes[1].Cursor, 100))!.Changes);
        var first = (await backend.Changes.ReadAsync(backend.Changes.Start, 2))!;
        Assert.Equal(changes.Take(2), first.Changes);
        Assert.Equal(changes[1].Cursor, first.Next);
        Assert.Equal(changes[^1].Cursor, await backend.Changes.EndAsync());
        var end = (await backend.Changes.ReadAsync(changes[^1].Cursor, 2))!;
        Assert.Empty(end.Changes);
        Assert.Equal(changes[^1].Cursor, end.Next);
    }

    [Fact]
    public async Task Cursors_are_valid_as_long_as_the_history_exists()
    {
        var start = await backend.Changes.EndAsync();
        Assert.Equal(backend.Changes.Start, start);
        backend.Reopen();
        await backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1"));
        var end = await backend.Changes.EndAsync();
        backend.Reopen();

        Assert.Equal(start, backend.Changes.Start);
        Assert.Equal(start, await backend.Changes.FindAsync(start.ToString()));
        Assert.Equal(end, await backend.Changes.FindAsync(end.ToString()));
        Assert.Equal(end, await backend.Changes.EndAsync());
        Assert.Null(await backend.Changes.FindAsync((end with { Position = end.Position + 1 }).ToString()));
        Assert.Null(await backend.Changes.FindAsync((end with { Position = 0 }).ToString()));
        Assert.Null(await backend.Changes.FindAsync((end with { Epoch = "0123456789ab" }).ToString()));
    }

    [Fact]
    public async Task A_cursor_of_a_part_lost_in_a_restore_never_becomes_valid_again()
    {
        await SaveAsync("kept", 3);
        var kept = await CursorsAsync();
        await BackUpAsync();
        await SaveAsync("lost", 5);
        backend.Reopen();
        await SaveAsync("lost after a restart", 5);
        var lost = (await CursorsAsync())[kept.Count..];
        Assert.Equal(10, lost.Count);

        await RestoreAsync();
        await CheckAsync();
        // Beyond every lost position, over several restarts.
        for (var times = 0; times < 3; times++)
        {
            await SaveAsync("found", 5);
            await CheckAsync();
            backend.Reopen();
        }

        var found = (await CursorsAsync())[kept.Count..];
        Assert.True(found[^1].Position > lost[^1].Position);
        backend.Clock.Now += TimeSpan.FromDays(100);
        var thinned = await backend.Thinner.ThinAsync(
            new HistoryPolicies(FrozenDictionary<string, HistoryPolicy>.Empty, HistoryPolicy.Default), CancellationToken.None).ToListAsync();
        Assert.NotEmpty(thinned);
        var left = await CursorsAsync();
        Assert.Contains(lost, cursor => left.All(one => one.Position != cursor.Position));
        Assert.Equal(found[^1], left[^1]);
        await CheckAsync();
        Assert.All(found, cursor => Assert.Equal(cursor, Find(cursor)));

        async Task CheckAsync()
        {
            Assert.All(lost, cursor => Assert.Null(Find(cursor)));
            Assert.All(kept, cursor => Assert.Equal(cursor, Find(cursor)));
            Assert.NotNull(await backend.Changes.ReadAsync(kept[^1], 1));
        }

        ChangeCursor? Find(ChangeCursor cursor) => backend.Changes.FindAsync(cursor.ToString()).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task A_copy_and_its_original_share_no_later_cursor()
    {
        await SaveAsync("both", 2);
        await BackUpAsync();
        await SaveAsync("original", 2);
        var original = await backend.Changes.EndAsync();
        await RestoreAsync();
        await SaveAsync("copy", 2);
        var copy = await backend.Changes.EndAsync();
        Assert.Equal(original.Position, copy.Position);
        Assert.NotEqual(original, copy);
    }

    /// <summary>Makes a backup of the data, and reopens the store.</summary>
    protected abstract Task BackUpAsync();

    /// <summary>Restores the backup, and reopens the store.</summary>
    protected abstract Task RestoreAsync();

    /// <summary>All changes from the start whose place is final.</summary>
    protected async Task<List<Change>> ChangesAsync()
    {
        var changes = new List<Change>();
        for (var (place, next) = (default(ChangeCursor), backend.Changes.Start); next != place;)
        {
            place = next;
            var page = (await backend.Changes.ReadAsync(place, 1000))!;
            changes.AddRange(page.Changes);
            next = page.Next;
        }

        return changes;
    }

    private async Task<List<ChangeCursor>> CursorsAsync() => (await ChangesAsync()).ConvertAll(c => c.Cursor);

    /// <summary>Writes versions of a document.</summary>
    protected async Task SaveAsync(string text, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var head = await backend.Reader.NewestAsync(Saves.Key());
            await backend.Log.WriteAsync(Saves.Put(null, null, head is null ? Saves.None : Saves.On(head.ETag), $"{text} {i}"));
            // Reads may return a cached version for a moment.
            await backend.Reader.NewestAsync(Saves.Key(), atLeast: (head?.Version ?? 0) + 1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }
}
