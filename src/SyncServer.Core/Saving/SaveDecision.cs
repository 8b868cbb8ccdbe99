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

    /// <summary>The save was accepted: its session's record gets it, its session's locks are renewed.</summary>
    /// <param name="Head">The document's head from now on.</param>
    /// <param name="Content">The head's bytes; null for a tombstone.</param>
    /// <param name="BringsContent">Whether the answer brings the content, as the client does not have it (protocol section 3).</param>
    /// <param name="Submission">What the save submitted, if anything.</param>
    public abstract record Accepted(Head Head, Content? Content, bool BringsContent, Submission? Submission) : SaveDecision;

    /// <summary>A new version is to be written.</summary>
    /// <inheritdoc cref="Accepted"/>
    public sealed record Written(Head Head, Content? Content, bool BringsContent, Submission? Submission) : Accepted(Head, Content, BringsContent, Submission);

    /// <summary>The head already has the bytes and type that the save asks for: no new version.</summary>
    /// <inheritdoc cref="Accepted"/>
    public sealed record Unchanged(Head Head, Content? Content, bool BringsContent, Submission? Submission) : Accepted(Head, Content, BringsContent, Submission);

    /// <summary>Accepted before: nothing is to be written.</summary>
    /// <param name="Outcome"><see cref="SaveOutcome.Replayed"/> or <see cref="SaveOutcome.Superseded"/>.</param>
    /// <param name="ETag">The version of the save that was accepted before.</param>
    /// <param name="BringsContent">Whether the answer brings that version's content.</param>
    public sealed record Repeated(SaveOutcome Outcome, ETag ETag, bool BringsContent) : SaveDecision;

    /// <summary>
    /// Something that depends on the size of the document has to be computed first, outside of the writer's turn (<see cref="Preparation"/>); then the
    /// save is decided again. Nothing is written before.
    /// </summary>
    /// <param name="Head">The head that it met.</param>
    /// <param name="Content">The head's bytes.</param>
    /// <param name="Base">What it is to be merged on; null where it is not stale.</param>
    /// <param name="NeedsPaths">Whether the paths that it touches are needed, because of locks.</param>
    public sealed record Unprepared(Head Head, Content? Content, MergeBase? Base, bool NeedsPaths) : SaveDecision;

    /// <summary>Waits for a missing sequence, then is decided again (protocol section 4, steps 5 and 9).</summary>
    /// <param name="Expected">The sequence that is missing.</param>
    public sealed record Held(long Expected) : SaveDecision;

    /// <summary>Refused: nothing is to be written.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(Refusal Reason) : SaveDecision
    {
        /// <summary>The head that it met; null where the document does not exist.</summary>
        public Head? Head { get; init; }

        /// <summary>The head's bytes, where the refusal shows them; null on a tombstone, and where they are still to be read.</summary>
        public Content? Content { get; init; }

        /// <summary>The version that the precondition names, if it is kept.</summary>
        public ETag? Named { get; init; }

        /// <summary>Whether every version after the named one was written by the command's own session.</summary>
        public bool Self { get; init; }

        /// <summary>What a merge would be made on, for <see cref="Refusal.EditConflict"/> and <see cref="Refusal.AlreadyExists"/>.</summary>
        public MergeBase Base { get; init; } = MergeBase.Unknown.Instance;

        /// <summary>The comparison on that base with that head, where it was made already.</summary>
        public MergeResult? Compared { get; init; }

        /// <summary>The missing sequence, for <see cref="Refusal.SequenceGap"/>.</summary>
        public long? Expected { get; init; }

        /// <summary>The lock that is in the way, for <see cref="Refusal.Locked"/>.</summary>
        public DocumentLock? Lock { get; init; }
    }
}

/// <summary>Why a save was refused (protocol sections 4 and 5).</summary>
public enum Refusal
{
    /// <summary>Another session's version lies between the client's base and the head, or the window is over.</summary>
    EditConflict,

    /// <summary>A create met a document.</summary>
    AlreadyExists,

    /// <summary>The document does not exist, or is private to others.</summary>
    NotFound,

    /// <summary>The user's role does not suffice.</summary>
    NotAllowed,

    /// <summary>The sequence was accepted before with another request.</summary>
    SequenceReused,

    /// <summary>Later saves of the session were accepted, this one was not.</summary>
    SequenceOutOfOrder,

    /// <summary>A PATCH older than all saves on record: it may have been applied.</summary>
    SequenceTooOld,

    /// <summary>A PATCH whose predecessor did not arrive.</summary>
    SequenceGap,

    /// <summary>Another session holds a lock on what the save touches.</summary>
    Locked,

    /// <summary>The collection takes only saves of what the session holds a lock on.</summary>
    LockRequired,

    /// <summary>The collection allows no forced saves.</summary>
    ForceNotAllowed,

    /// <summary>The version that a restore names does not exist, or is no longer kept.</summary>
    VersionNotKept,

    /// <summary>A PATCH of a document that is not JSON.</summary>
    NotPatchable,

    /// <summary>What the PATCH makes is larger than the collection allows.</summary>
    TooLarge,
}
