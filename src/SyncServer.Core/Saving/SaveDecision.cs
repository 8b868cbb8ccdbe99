using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Saving;

/// <summary>The result of deciding a save. A refusal is a value, not an exception.</summary>
public abstract record SaveDecision
{
    private SaveDecision()
    {
    }

    /// <summary>The save was accepted. It is added to its session's record and renews its session's locks.</summary>
    /// <param name="Head">The document's head after the save.</param>
    /// <param name="Content">The head's bytes; null for a tombstone.</param>
    /// <param name="BringsContent">Whether the response contains the content, because the client does not have it (docs/protocol.md, section 3).</param>
    /// <param name="Submission">The save's submission, if it has one.</param>
    public abstract record Accepted(Head Head, Content? Content, bool BringsContent, Submission? Submission) : SaveDecision;

    /// <summary>Accepted: a new version must be written.</summary>
    /// <inheritdoc cref="Accepted"/>
    public sealed record Written(Head Head, Content? Content, bool BringsContent, Submission? Submission) : Accepted(Head, Content, BringsContent, Submission)
    {
        /// <summary>By how many bytes the content is larger than that of the version before; negative if it is smaller.</summary>
        public int Growth { get; init; }
    }

    /// <summary>Accepted: the head already has the save's bytes and type, so there is no new version.</summary>
    /// <inheritdoc cref="Accepted"/>
    public sealed record Unchanged(Head Head, Content? Content, bool BringsContent, Submission? Submission) : Accepted(Head, Content, BringsContent, Submission);

    /// <summary>The save, or a later one that replaces it, was accepted before. Nothing is written.</summary>
    /// <param name="Outcome"><see cref="SaveOutcome.Replayed"/> or <see cref="SaveOutcome.Superseded"/>.</param>
    /// <param name="ETag">The version of the save that was accepted before.</param>
    /// <param name="BringsContent">Whether the response contains that version's content.</param>
    public sealed record Repeated(SaveOutcome Outcome, ETag ETag, bool BringsContent) : SaveDecision;

    /// <summary>
    /// Not decided yet: work that depends on the size of the document must be done first, outside the writer (<see cref="Preparation"/>). Then the save is
    /// decided again. Nothing is written.
    /// </summary>
    /// <param name="Head">The current head.</param>
    /// <param name="Content">The head's bytes.</param>
    /// <param name="Base">The merge base; null if the save is not stale.</param>
    /// <param name="NeedsPaths">Whether the paths that the save touches are needed, to check locks.</param>
    public sealed record Unprepared(Head Head, Content? Content, MergeBase? Base, bool NeedsPaths) : SaveDecision;

    /// <summary>Not decided yet: the save waits for a missing sequence, then is decided again (docs/protocol.md, sections 4.5 and 4.9).</summary>
    /// <param name="Expected">The sequence that is missing.</param>
    public sealed record Held(long Expected) : SaveDecision;

    /// <summary>The save was refused. Nothing is written.</summary>
    /// <param name="Reason">The reason.</param>
    public sealed record Refused(Refusal Reason) : SaveDecision
    {
        /// <summary>The current head; null if the document does not exist.</summary>
        public Head? Head { get; init; }

        /// <summary>The head's bytes, if the response shows them; null for a tombstone, and if they are not read yet.</summary>
        public Content? Content { get; init; }

        /// <summary>The version that the precondition names, if it is kept.</summary>
        public ETag? Named { get; init; }

        /// <summary>Whether every version after the named one was written by the command's own session.</summary>
        public bool Self { get; init; }

        /// <summary>The merge base, for <see cref="Refusal.EditConflict"/> and <see cref="Refusal.AlreadyExists"/>.</summary>
        public MergeBase Base { get; init; } = MergeBase.Unknown.Instance;

        /// <summary>The comparison of that base with that head; null if it was not computed yet.</summary>
        public MergeResult? Compared { get; init; }

        /// <summary>The missing sequence, for <see cref="Refusal.SequenceGap"/>.</summary>
        public long? Expected { get; init; }

        /// <summary>The lock of the other session, for <see cref="Refusal.Locked"/>.</summary>
        public DocumentLock? Lock { get; init; }
    }
}

/// <summary>The reasons to refuse a save (docs/protocol.md, sections 4 and 5).</summary>
public enum Refusal
{
    /// <summary>Another session's version lies between the client's base and the head, or the window is over.</summary>
    EditConflict,

    /// <summary>The save was a create, and the document exists.</summary>
    AlreadyExists,

    /// <summary>The document does not exist, or is private and the user has no role on it.</summary>
    NotFound,

    /// <summary>The user's role does not suffice.</summary>
    NotAllowed,

    /// <summary>The sequence was accepted before with a different request.</summary>
    SequenceReused,

    /// <summary>Later saves of the session were accepted, this one was not.</summary>
    SequenceOutOfOrder,

    /// <summary>A PATCH that is older than all saves on record. It may have been applied.</summary>
    SequenceTooOld,

    /// <summary>A PATCH, and the save before it did not arrive.</summary>
    SequenceGap,

    /// <summary>Another session holds a lock on what the save touches.</summary>
    Locked,

    /// <summary>The collection is pessimistic, and the session holds no lock on what the save touches.</summary>
    LockRequired,

    /// <summary>The collection does not allow forced saves.</summary>
    ForceNotAllowed,

    /// <summary>The version that a restore names does not exist, or is no longer kept.</summary>
    VersionNotKept,

    /// <summary>A PATCH of a document that is not JSON.</summary>
    NotPatchable,

    /// <summary>The patched document is larger than the collection allows.</summary>
    TooLarge,

    /// <summary>The document would grow, and its creator or its collection has no room left (<see cref="QuotaUsage"/>).</summary>
    QuotaExceeded,
}
