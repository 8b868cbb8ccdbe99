namespace SyncServer.Core.Locking;

/// <summary>What <see cref="LockRules"/> needs to know of a document, read in the transaction that writes.</summary>
/// <param name="Locks">The document's locks. Some may have expired.</param>
/// <param name="Fence">The highest fence of the document so far; 0 before its first lock.</param>
public sealed record LockState(IReadOnlyList<DocumentLock> Locks, long Fence);
