using System.Diagnostics;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Insights;

namespace SyncServer.Saving;

/// <summary>The way of every change of locks: through the store, and then, when it is committed, to whoever wants to know.</summary>
internal sealed class LockService(ILockStore store, LockMetrics metrics, IEnumerable<ILockObserver> observers)
{
    private readonly ILockObserver[] _observers = [.. observers];

    /// <summary>Decides and writes one change.</summary>
    public async Task<LockDecision> ChangeAsync(LockCommand command)
    {
        var started = Stopwatch.GetTimestamp();
        var decision = await store.ChangeAsync(command);
        metrics.Decided(decision, started);
        foreach (var news in LockNotice.Of(command.Key, decision))
        {
            Array.ForEach(_observers, observer => observer.Changed(news));
        }

        return decision;
    }

    /// <summary>The live locks of a document, in the order in which they were taken.</summary>
    public async Task<IReadOnlyList<DocumentLock>> ListAsync(DocumentKey key) => [.. (await ListAsync(key.Collection, [key.Id]))[key.Id]];

    /// <summary>The live locks of some documents of a collection.</summary>
    public Task<ILookup<string, DocumentLock>> ListAsync(string collection, IReadOnlyCollection<string> ids) => store.ListAsync(collection, ids);

    /// <summary>Clears away dead locks, wherever they are, and tells of them.</summary>
    public async Task RemoveExpiredAsync()
    {
        foreach (var key in await store.FindExpiredAsync())
        {
            await ChangeAsync(new LockCommand.Clear(key));
        }
    }
}
