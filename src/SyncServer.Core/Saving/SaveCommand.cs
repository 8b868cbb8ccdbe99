using SyncServer.Core.Conflicts;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>One wish to change one document. There is no other way to write (architecture, idea 1).</summary>
public sealed record SaveCommand
{
    /// <summary>Which document.</summary>
    public required DocumentKey Key { get; init; }

    /// <summary>What to do with it.</summary>
    public required SaveMethod Method { get; init; }

    /// <summary>What the client knew.</summary>
    public required Precondition Precondition { get; init; }

    /// <summary>Who saves.</summary>
    public required Person By { get; init; }

    /// <summary>The session; null where the request names none, and the ETag is always verified.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The session's own counter, 1 to 2^53-1; null where the request has none.</summary>
    public long? Sequence { get; init; }

    /// <summary>The conflict that this save settles, if its client names one (protocol 2, <c>Conflict-Id</c>).</summary>
    public ConflictId? ConflictId { get; init; }

    /// <summary>What becomes of it where it is stale: the request's own word, else the policy's.</summary>
    public OnConflict OnConflict { get; init; }

    /// <summary>What came of merging it with a head, after <see cref="SaveDecision.Stale"/>.</summary>
    public Merge? Merge { get; init; }

    /// <summary><c>Prefer: handling=strict</c>: the ETag must name the head.</summary>
    public bool Strict { get; init; }

    /// <summary>The content of a PUT or a restore, the patch of a PATCH; null for a DELETE.</summary>
    public Content? Body { get; init; }

    /// <summary>Of the request; counts only together with <see cref="Sequence"/>.</summary>
    public Digest Digest { get; init; }

    /// <summary>64 random bits for the ETag of the version that this save may write. They are to differ, not to be secret.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The policy of the collection.</summary>
    public required CollectionPolicy Policy { get; init; }

    /// <summary>
    /// The document is private and the door found none: the save makes its sender the owner. Where there is one by now, it is somebody
    /// else's (protocol 4.1).
    /// </summary>
    public bool MayOnlyCreate { get; init; }

    /// <summary>Whether the save may still be held for a missing sequence (protocol 4.5).</summary>
    public bool MayWait { get; init; }
}

/// <summary>The ways to change a document.</summary>
public enum SaveMethod
{
    /// <summary>Replaces the content.</summary>
    Put,

    /// <summary>Applies a JSON merge patch (RFC 7396) to the head.</summary>
    Patch,

    /// <summary>Writes a tombstone.</summary>
    Delete,

    /// <summary>Makes an old version's content the head.</summary>
    Restore,
}
