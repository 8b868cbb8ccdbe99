using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Locking;

/// <summary>One wish to change the locks of one document (protocol 7).</summary>
/// <param name="Key">Which document; it need not exist yet.</param>
public abstract record LockCommand(DocumentKey Key)
{
    /// <summary>The shortest life of a lock.</summary>
    public static TimeSpan LeastTtl => TimeSpan.FromSeconds(5);

    /// <summary>The longest.</summary>
    public static TimeSpan MaxTtl => TimeSpan.FromSeconds(300);

    /// <summary>Takes a lock. A session that has the very scope already renews it.</summary>
    /// <param name="Key">Which document.</param>
    /// <param name="Session">For which session.</param>
    /// <param name="By">Whose session that is.</param>
    /// <param name="Scope">What to lock.</param>
    /// <param name="Ttl">How long it is to live.</param>
    /// <param name="Takeover">Whether overlapping locks of others are to be taken from their holders, where that is allowed.</param>
    /// <param name="ByOwner">Whether an owner of the document asks.</param>
    public sealed record Acquire(DocumentKey Key, SessionKey Session, Person By, JsonPointer Scope, TimeSpan Ttl, bool Takeover = false, bool ByOwner = false)
        : LockCommand(Key);

    /// <summary>Renews a lock.</summary>
    /// <param name="Key">Which document.</param>
    /// <param name="Session">The session that holds it.</param>
    /// <param name="Fence">Which lock.</param>
    /// <param name="Ttl">How long it is to live; null for as long as before.</param>
    public sealed record Renew(DocumentKey Key, SessionKey Session, long Fence, TimeSpan? Ttl) : LockCommand(Key);

    /// <summary>Gives a lock back.</summary>
    /// <param name="Key">Which document.</param>
    /// <param name="Session">The session that holds it.</param>
    /// <param name="Fence">Which lock.</param>
    public sealed record Release(DocumentKey Key, SessionKey Session, long Fence) : LockCommand(Key);

    /// <summary>Clears away what died; every other command does so too.</summary>
    /// <param name="Key">Which document.</param>
    public sealed record Clear(DocumentKey Key) : LockCommand(Key);
}
