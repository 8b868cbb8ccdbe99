using SyncServer.Core.Conflicts;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;

namespace SyncServer.Core.Saving;

/// <summary>What became of a save. A refusal is a value, not an exception.</summary>
public abstract record SaveDecision
{
    private SaveDecision()
    {
    }

    /// <summary>What the session had submitted, where what is stored was merged from it (protocol 4.9).</summary>
    public Shadow? Shadow { get; init; }

    /// <summary>A new version is to be written.</summary>
    /// <param name="Head">The document's new head.</param>
    /// <param name="Content">The new bytes; null for a tombstone.</param>
    public sealed record Written(Head Head, Content? Content) : SaveDecision;

    /// <summary>The head already is what the save asks for: only its receipt is to be written.</summary>
    /// <param name="Head">The head, its window slid where its own writer saved.</param>
    public sealed record Unchanged(Head Head) : SaveDecision;

    /// <summary>Accepted before: nothing is to be written.</summary>
    /// <param name="Outcome"><see cref="SaveOutcome.Replayed"/> or <see cref="SaveOutcome.Superseded"/>.</param>
    /// <param name="ETag">The version of the save accepted before.</param>
    /// <param name="Wrote">Whether that save wrote the version. One that did not may have been merged into it.</param>
    public sealed record Repeated(SaveOutcome Outcome, ETag ETag, bool Wrote) : SaveDecision;

    /// <summary>Made on an older version, and to be merged with the head, then decided anew (protocol 4.9). Nothing is written before.</summary>
    /// <param name="Head">The head that it met.</param>
    /// <param name="Base">The version that the client had named.</param>
    /// <param name="Own">The session's last accepted save after that version: the client went on from what it had sent.</param>
    public sealed record Stale(Head Head, ETag Base, Submission? Own) : SaveDecision;

    /// <summary>Waits for a missing sequence, then is decided anew (protocol 4.5).</summary>
    /// <param name="Expected">The sequence that is missing.</param>
    public sealed record Held(long Expected) : SaveDecision;

    /// <summary>Refused: nothing is to be written.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Head">The head it failed against; null where the document was never seen.</param>
    /// <param name="Base">The version that the client had named, if it is one of this document's.</param>
    /// <param name="Expected">The missing sequence, for <see cref="Refusal.SequenceGap"/>.</param>
    /// <param name="Own">The session's last accepted save after the base, as far as it was looked for.</param>
    public sealed record Refused(Refusal Reason, Head? Head = null, ETag? Base = null, long? Expected = null, Submission? Own = null) : SaveDecision
    {
        /// <summary>The conflict on record that this counts to. The rules know of none.</summary>
        public ConflictId? Conflict { get; init; }

        /// <summary>The lock in the way, for <see cref="Refusal.Locked"/>.</summary>
        public DocumentLock? Lock { get; init; }
    }
}

/// <summary>Why a save was refused (protocol 4 and 5).</summary>
public enum Refusal
{
    /// <summary>Somebody else's version lies between the client's base and the head, or the window is over.</summary>
    EditConflict,

    /// <summary>A create met a document.</summary>
    AlreadyExists,

    /// <summary>The document was never seen.</summary>
    NotFound,

    /// <summary>The sequence was accepted before with another request.</summary>
    SequenceReused,

    /// <summary>A PATCH older than one accepted.</summary>
    SequenceOutOfOrder,

    /// <summary>A PATCH whose predecessor did not come.</summary>
    SequenceGap,

    /// <summary>Another session holds a lock on what the save touches.</summary>
    Locked,

    /// <summary>The collection takes only saves of what the session holds a lock on.</summary>
    LockRequired,

    /// <summary>The collection allows no forced saves.</summary>
    ForceNotAllowed,

    /// <summary>A PATCH of a document that is no JSON.</summary>
    NotPatchable,

    /// <summary>What the PATCH makes is larger than the collection allows.</summary>
    TooLarge,
}
