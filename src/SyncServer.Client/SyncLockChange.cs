namespace SyncServer.Client;

/// <summary>A lock was taken, released, taken over or has expired (docs/protocol.md, section 7).</summary>
/// <param name="LockId">The lock's id; null if the server did not say.</param>
/// <param name="Scope">The JSON pointer of what it covers; empty is the whole document.</param>
/// <param name="Locked">True if the lock was taken; false if it was released or has expired.</param>
/// <param name="Holder">Who holds or held it; null if the server did not say.</param>
/// <param name="TakenBy">Who took it over from its holder; null if it was taken, released or has expired.</param>
public sealed record SyncLockChange(string? LockId, string Scope, bool Locked, SyncPerson? Holder, SyncPerson? TakenBy);
