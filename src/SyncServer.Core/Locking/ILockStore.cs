using SyncServer.Core.Documents;

namespace SyncServer.Core.Locking;

/// <summary>
/// The locks of documents. They live with the documents: every node sees them, and they survive a restart. Where the store does not answer,
/// all of it throws <see cref="StoreUnavailableException"/>.
/// </summary>
public interface ILockStore
{
    /// <summary>How many documents are cleared in one go.</summary>
    public const int MaxExpired = 100;

    /// <summary>
    /// Decides the change with <see cref="LockRules.Decide"/> in a transaction that keeps out saves and other changes of the document's locks, and
    /// writes it. Time is that by which saves are decided.
    /// </summary>
    Task<LockDecision> ChangeAsync(LockCommand command);

    /// <summary>The live locks of some documents of a collection, by document, in the order of their fences.</summary>
    Task<ILookup<string, DocumentLock>> ListAsync(string collection, IReadOnlyCollection<string> ids);

    /// <summary>
    /// Whether a document may have locks, as far as this process knows without asking: of a document seen lately, what other nodes locked within the
    /// last second may be missing. It decides nothing.
    /// </summary>
    bool MayHave(DocumentKey key);

    /// <summary>Documents with dead locks that are still to be cleared: at most <see cref="MaxExpired"/>.</summary>
    Task<IReadOnlyList<DocumentKey>> FindDeadAsync();
}
