namespace SyncServer.Core.Locking;

/// <summary>What deciding a <see cref="LockCommand"/> needs to know, read in the transaction that writes.</summary>
/// <param name="Locks">The document's locks; some may have died.</param>
/// <param name="Fence">The highest fence that the document ever gave; 0 where it gave none.</param>
public sealed record LockState(IReadOnlyList<DocumentLock> Locks, long Fence);
