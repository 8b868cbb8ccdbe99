using SyncServer.Core.Documents;

namespace SyncServer.Core.Locking;

/// <summary>
/// The locks of documents. They are stored with the documents, so every node sees them and they survive a restart. Every method throws
/// <see cref="StoreUnavailableException"/> when the store does not answer.
/// </summary>
public interface ILockStore
{
    /// <summary>The maximum number of documents that one sweep for expired locks returns.</summary>
    public const int MaxExpired = 100;

    /// <summary>
    /// Decides a change with <see cref="LockRules.Decide"/> and writes it, in a transaction that excludes saves and other lock changes of the document. The
    /// time is that of the clock that decides saves.
    /// </summary>
    Task<LockDecision> ChangeAsync(LockCommand command);

    /// <summary>The live locks of some documents of a collection, by document, ordered by fence.</summary>
    Task<ILookup<string, DocumentLock>> ListAsync(string collection, IReadOnlyCollection<string> ids);

    /// <summary>
    /// Whether a document may have locks, as far as this process knows without a query. Locks that another node took within the last second may be missing, so
    /// no decision may depend on it.
    /// </summary>
    bool MayHaveLocks(DocumentKey key);

    /// <summary>Documents with expired locks that are not removed yet, at most <see cref="MaxExpired"/>.</summary>
    Task<IReadOnlyList<DocumentKey>> FindExpiredAsync();
}
