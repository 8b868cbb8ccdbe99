using System.Diagnostics;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Insights;

namespace SyncServer.Saving;

/// <summary>Changes and lists locks. After the commit of a change, the observers are notified.</summary>
internal sealed class LockService(ILockStore store, LockMetrics metrics, IEnumerable<ILockObserver> observers)
{
    private readonly ILockObserver[] _observers = [.. observers];

    /// <summary>Decides and commits one change.</summary>
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

    /// <summary>The live locks of a document, in the order in which they were acquired.</summary>
    public async Task<IReadOnlyList<DocumentLock>> ListAsync(DocumentKey key) => [.. (await ListAsync(key.Collection, [key.Id]))[key.Id]];

    /// <summary>The live locks of several documents of a collection.</summary>
    public Task<ILookup<string, DocumentLock>> ListAsync(string collection, IReadOnlyCollection<string> ids) => store.ListAsync(collection, ids);

    /// <summary>Removes the expired locks of all documents, and notifies the observers.</summary>
    public async Task RemoveExpiredAsync()
    {
        foreach (var key in await store.FindExpiredAsync())
        {
            await ChangeAsync(new LockCommand.Clear(key));
        }
    }
}
