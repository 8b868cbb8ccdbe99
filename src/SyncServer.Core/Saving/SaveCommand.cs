using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>A request to change one document. There is no other way to write.</summary>
public sealed record SaveCommand
{
    /// <summary>Which document.</summary>
    public required DocumentKey Key { get; init; }

    /// <summary>What to do with it.</summary>
    public required SaveMethod Method { get; init; }

    /// <summary>What the client had seen.</summary>
    public required Precondition Precondition { get; init; }

    /// <summary>The user who saves.</summary>
    public required Person By { get; init; }

    /// <summary>The session; null where the request names none, and the ETag is always verified.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The session's own counter, 1 to 2^53-1; null where the request has none.</summary>
    public long? Sequence { get; init; }

    /// <summary>
    /// The sequence of the save whose content this one's was made from, 1 to below <see cref="Sequence"/>; null where it was made on the version
    /// that the precondition names (protocol section 2, <c>Save-Parent</c>).
    /// </summary>
    public long? Parent { get; init; }

    /// <summary>The conflict that this save settles, if its client names one (protocol section 2, <c>Conflict-Id</c>).</summary>
    public ConflictId? ConflictId { get; init; }

    /// <summary>What happens where it is stale: what the request says, else the policy.</summary>
    public OnConflict OnConflict { get; init; }

    /// <summary><c>Prefer: handling=strict</c>: the ETag must name the head.</summary>
    public bool Strict { get; init; }

    /// <summary>The content of a PUT, the patch of a PATCH, the content of the version that a restore names; null for a DELETE, and where that version is not kept.</summary>
    public Content? Body { get; init; }

    /// <summary>Of the request; counts only together with <see cref="Sequence"/>.</summary>
    public Digest Digest { get; init; }

    /// <summary>64 random bits for the ETag of the version that this save may write. They are to differ, not to be secret.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The policy of the collection.</summary>
    public required CollectionPolicy Policy { get; init; }

    /// <summary>What was computed from the save and a head after <see cref="SaveDecision.Unprepared"/>.</summary>
    public Preparation? Prepared { get; init; }

    /// <summary>Whether the save may still wait for an earlier one of its session (protocol section 4, steps 5 and 9).</summary>
    public bool MayWait { get; init; }

    /// <summary>Whether it states the whole new state of the document (protocol section 1).</summary>
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

    /// <summary>Makes an old version's content the head.</summary>
    Restore,
}
