using SyncServer.Core.Live;
using SyncServer.Storage;

namespace SyncServer.Tests.Live;

/// <summary>A log whose newest changes are not certain yet, as during a slow commit on another node, or whose cursors are all lost.</summary>
internal sealed class UncertainFeed(DocumentStore store) : IChangeFeed
{
    private long _certainFrom;
    private volatile bool _isLost;

    public bool HasOtherWriters => true;

    public ChangeCursor Start => store.Changes.Start;

    /// <summary>Reads after a position below this one return nothing.</summary>
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
