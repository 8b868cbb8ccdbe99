using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Locking;

/// <summary>A request to change the locks of one document (docs/protocol.md, section 7).</summary>
/// <param name="Key">The document. It need not exist yet.</param>
public abstract record LockCommand(DocumentKey Key)
{
    /// <summary>The minimum lifetime of a lock.</summary>
    public static TimeSpan MinTtl => TimeSpan.FromSeconds(5);

    /// <summary>The maximum lifetime of a lock.</summary>
    public static TimeSpan MaxTtl => TimeSpan.FromSeconds(300);

    /// <summary>Acquires a lock. If the session already holds a lock with this scope, that one is renewed.</summary>
    /// <param name="Key">The document.</param>
    /// <param name="Session">The session that acquires it.</param>
    /// <param name="By">The session's user.</param>
    /// <param name="Scope">What to lock.</param>
    /// <param name="Ttl">The lifetime of the lock.</param>
    /// <param name="Takeover">Whether to take overlapping locks from their holders where that is allowed. The default is false.</param>
    /// <param name="ByOwner">Whether the user is an owner of the document. The default is false.</param>
    public sealed record Acquire(DocumentKey Key, SessionKey Session, Person By, JsonPointer Scope, TimeSpan Ttl, bool Takeover = false, bool ByOwner = false)
        : LockCommand(Key);

    /// <summary>Renews a lock.</summary>
    /// <param name="Key">The document.</param>
    /// <param name="Session">The session that holds the lock.</param>
    /// <param name="Fence">The lock.</param>
    /// <param name="Ttl">The new lifetime; null for the same as before.</param>
    public sealed record Renew(DocumentKey Key, SessionKey Session, long Fence, TimeSpan? Ttl) : LockCommand(Key);

    /// <summary>Releases a lock.</summary>
    /// <param name="Key">The document.</param>
    /// <param name="Session">The session that holds the lock.</param>
    /// <param name="Fence">The lock.</param>
    public sealed record Release(DocumentKey Key, SessionKey Session, long Fence) : LockCommand(Key);

    /// <summary>Removes expired locks. Every other command does so too.</summary>
    /// <param name="Key">The document.</param>
    /// <param name="All">Whether live locks are removed too, as if they had expired. The default is false.</param>
    public sealed record Clear(DocumentKey Key, bool All = false) : LockCommand(Key);
}
