using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>A request to change one document. Every write is a <see cref="SaveCommand"/>.</summary>
public sealed record SaveCommand
{
    /// <summary>The document.</summary>
    public required DocumentKey Key { get; init; }

    /// <summary>How to change it.</summary>
    public required SaveMethod Method { get; init; }

    /// <summary>The precondition.</summary>
    public required Precondition Precondition { get; init; }

    /// <summary>The user who saves.</summary>
    public required Person By { get; init; }

    /// <summary>The session; null if the request has none. Without a session the ETag is always verified.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The session's sequence, 1 to 2^53-1; null if the request has none.</summary>
    public long? Sequence { get; init; }

    /// <summary>
    /// The sequence of the save whose content this save's was made from, from 1 to below <see cref="Sequence"/>; null if it was made on the version that the
    /// precondition names (docs/protocol.md, section 2, <c>Save-Parent</c>).
    /// </summary>
    public long? Parent { get; init; }

    /// <summary>The conflict that this save settles, if the client names one (docs/protocol.md, section 2, <c>Conflict-Id</c>).</summary>
    public ConflictId? ConflictId { get; init; }

    /// <summary>How the save is handled if it is stale, from the request or else the policy.</summary>
    public OnConflict OnConflict { get; init; }

    /// <summary><c>Prefer: handling=strict</c>: the ETag must name the head.</summary>
    public bool Strict { get; init; }

    /// <summary>
    /// The content of a PUT, the patch of a PATCH, or the content of the version that a restore names; null for a DELETE, and if the restore's version is not
    /// kept.
    /// </summary>
    public Content? Body { get; init; }

    /// <summary>The digest of the request. It is used only together with <see cref="Sequence"/>.</summary>
    public Digest Digest { get; init; }

    /// <summary>64 random bits for the ETag of the version that this save may write. They must be unique, not secret.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The policy of the collection.</summary>
    public required CollectionPolicy Policy { get; init; }

    /// <summary>The preparation that was computed after <see cref="SaveDecision.Unprepared"/>, if any.</summary>
    public Preparation? Prepared { get; init; }

    /// <summary>Whether the save may still wait for an earlier save of its session (docs/protocol.md, sections 4.5 and 4.9).</summary>
    public bool MayWait { get; init; }

    /// <summary>Whether the save states the whole new state of the document (docs/protocol.md, section 1).</summary>
    public bool IsFull => Method is not SaveMethod.Patch;
}

/// <summary>The ways to change a document.</summary>
public enum SaveMethod
{
    /// <summary>Replaces the content.</summary>
    Put,

    /// <summary>Applies a JSON merge patch (RFC 7396).</summary>
    Patch,

    /// <summary>Writes a tombstone.</summary>
    Delete,

    /// <summary>Makes the content of an old version the head.</summary>
    Restore,
}
