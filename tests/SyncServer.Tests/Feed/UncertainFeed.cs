using SyncServer.Core.Live;
using SyncServer.Storage;

namespace SyncServer.Tests.Feed;

/// <summary>A log in which what comes after some places is not certain yet, as while somebody writes slowly on another node, or in which every place is lost.</summary>
internal sealed class UncertainFeed(DocumentStore store) : IChangeFeed
{
    private long _certainFrom;
    private volatile bool _isLost;

    public bool HasOtherWriters => true;

    public ChangeCursor Start => store.Changes.Start;

    /// <summary>Nothing after a place before this one is certain.</summary>
    public long CertainFrom
    {
        set => Volatile.Write(ref _certainFrom, value);
    }

    public bool IsLost
    {
        set => _isLost = value;
    }

    public Task<ChangeCursor> EndAsync(CancellationToken cancellation = default) => store.Changes.EndAsync(cancellation);

    public async Task<ChangeCursor?> FindAsync(string text) => _isLost ? null : await store.Changes.FindAsync(text);

    public async Task<ChangePage?> ReadAsync(ChangeCursor after, int limit)
    {
        if (_isLost)
        {
            return null;
        }

        if (after.Position >= Volatile.Read(ref _certainFrom))
        {
            return await store.Changes.ReadAsync(after, limit);
        }

        await Task.Delay(10);
        return ChangePage.After(after, []);
    }
}
