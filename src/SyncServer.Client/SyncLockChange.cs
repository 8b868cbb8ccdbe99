namespace SyncServer.Client;

/// <summary>A lock was taken or given up (protocol 7).</summary>
/// <param name="LockId">Its id.</param>
/// <param name="Scope">What it covers: a JSON pointer; empty is the whole document.</param>
/// <param name="Locked">Whether somebody has it now.</param>
/// <param name="Holder">Who has it, or had it.</param>
/// <param name="TakenBy">Who took it from its holder; null where it was released or ran out.</param>
public sealed record SyncLockChange(string? LockId, string Scope, bool Locked, SyncPerson? Holder, SyncPerson? TakenBy);
