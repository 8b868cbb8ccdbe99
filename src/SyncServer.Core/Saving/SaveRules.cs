using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>
/// How a save is decided: pure and total. Steps 1 to 3 of protocol 4 are the door's; from 4 on they are here, in the
/// protocol's order.
/// </summary>
public static class SaveRules
{
    /// <summary>
    /// How many versions behind the head a repeated save is still recognised. Beyond it, it is refused or, where it would be merged, looked for outside
    /// of the writer's turn: needless, never wrong. A forced save is refused by nothing, so its repeat is recognised as long as it is kept.
    /// </summary>
    public const int ReceiptHorizon = 1024;

    /// <summary>Decides one save against the state that the writing transaction holds.</summary>
    /// <param name="command">The save.</param>
    /// <param name="state">The document, as the database has it.</param>
    /// <param name="now">When it is decided, UTC.</param>
    public static SaveDecision Decide(SaveCommand command, DocumentState state, DateTimeOffset now) =>
        Strange(command, state) ?? Repeat(command, state) ?? Gap(command, state) ?? Locked(command, state, now) ?? Lock(command, state, now);

    /// <summary>Whether steps 4 and 5 need the session's receipts. They do not where the sequence goes on in the session's own run.</summary>
    public static bool NeedsReceipts(SaveCommand command, Head? head, ETag? named)
    {
        if (head is null || command.Session is null || command.Sequence is null)
        {
            return false;
        }

        // Everything after a base inside the run is the run's, and its sequences only rise.
        var goesOn = IsOwn(command, head) && command.Sequence > head.Run.Sequence && named?.Version >= head.Run.Base;
        return !goesOn;
    }

    /// <summary>4.1: of two strangers who create one private document at once, the later learns no more than any other stranger.</summary>
    private static SaveDecision.Refused? Strange(SaveCommand command, DocumentState state) =>
        command.MayOnlyCreate && state.Head is { } head && !string.Equals(head.CreatedBy.Id, command.By.Id, StringComparison.Ordinal) ? new SaveDecision.Refused(Refusal.NotFound) : null;

    /// <summary>4.4 replayed and 4.5 superseded.</summary>
    private static SaveDecision? Repeat(SaveCommand command, DocumentState state)
    {
        if (command.Sequence is not { } sequence || state.Head is not { } head)
        {
            return null;
        }

        if (state.Same is { } same && IsAfterBase(same, command, state))
        {
            return same.Digest == command.Digest
                ? new SaveDecision.Repeated(SaveOutcome.Replayed, same.ETag, same.Wrote)
                : new SaveDecision.Refused(Refusal.SequenceReused, head, state.Named);
        }

        var later = state.Highest is { } highest && highest.Sequence > sequence ? (highest.ETag, highest.Wrote)
            : IsOwn(command, head) && head.Run.Sequence > sequence ? (head.ETag, head.Run.Sequence == head.Newest.Sequence)
            : ((ETag, bool)?)null;
        return later is not var (winner, wrote) ? null
            : command.Method is SaveMethod.Patch ? new SaveDecision.Refused(Refusal.SequenceOutOfOrder, head, state.Named)
            : new SaveDecision.Repeated(SaveOutcome.Superseded, winner, wrote);
    }

    /// <summary>4.5: a PATCH builds on the one before it, so a missing one is waited for.</summary>
    private static SaveDecision? Gap(SaveCommand command, DocumentState state)
    {
        if (command.Method is not SaveMethod.Patch || state.Head is not { } head)
        {
            return null;
        }

        var last = (IsOwn(command, head) ? head.Run.Sequence : null) ?? state.Last;
        return last + 1 is not { } expected || !(command.Sequence > expected) ? null
            : command.MayWait ? new SaveDecision.Held(expected)
            : new SaveDecision.Refused(Refusal.SequenceGap, head, state.Named, expected);
    }

    /// <summary>4.6 locks. What a merge changes is known when it is done, and is less than what the request is against a head that its client had not seen.</summary>
    private static SaveDecision.Refused? Locked(SaveCommand command, DocumentState state, DateTimeOffset now) =>
        SaveLocks.Refuse(command, state, command.Body, now) is not { } refused ? null
        : command is not { OnConflict: OnConflict.Merge, Method: SaveMethod.Put } ? refused
        : Lock(command, state, now) switch
        {
            SaveDecision.Stale => null,
            SaveDecision.Written { Head.Newest.Outcome: SaveOutcome.Merged, Content: var merged } => SaveLocks.Refuse(command, state, merged, now),
            SaveDecision.Unchanged => SaveLocks.Refuse(command, state, state.Content, now),
            _ => refused,
        };

    /// <summary>4.7 the conditional lock, 4.8 forced, 4.9 merge, 4.10 conflict.</summary>
    private static SaveDecision Lock(SaveCommand command, DocumentState state, DateTimeOffset now)
    {
        var creates = command is { Method: SaveMethod.Put or SaveMethod.Restore, Precondition: Precondition.IfNoneMatchAny };
        if (state.Head is not { } head)
        {
            return creates && command.Method is SaveMethod.Put ? Accept(SaveOutcome.Created, command, state, now)
                : new SaveDecision.Refused(command.Method is SaveMethod.Put ? Refusal.EditConflict : Refusal.NotFound);
        }

        if (head.Deleted)
        {
            return creates ? Accept(SaveOutcome.Created, command, state, now)
                : new SaveDecision.Refused(Refusal.EditConflict, head, state.Named);
        }

        return command.Precondition switch
        {
            Precondition.IfMatchAny => command.Policy.AllowForce
                ? Accept(SaveOutcome.Forced, command, state, now)
                : new SaveDecision.Refused(Refusal.ForceNotAllowed, head),
            Precondition.IfMatch when state.Named?.Version == head.Version => Accept(SaveOutcome.Verified, command, state, now),
            _ when MaySkipEquality(command, state, head, now) => Accept(SaveOutcome.Session, command, state, now),
            Precondition.IfNoneMatchAny => new SaveDecision.Refused(Refusal.AlreadyExists, head),
            _ => Merge(command, state, head, now) ?? new SaveDecision.Refused(Refusal.EditConflict, head, state.Named, Own: LastOwn(command, state, head)),
        };
    }

    /// <summary>4.9: merging is done outside of the transaction, so it counts only for the head, and behind the own save, that it was done with.</summary>
    private static SaveDecision? Merge(SaveCommand command, DocumentState state, Head head, DateTimeOffset now)
    {
        if (command.OnConflict is not OnConflict.Merge || command.Body is null || state.Named is not { } named)
        {
            return null;
        }

        var own = LastOwn(command, state, head);
        return command.Merge is not { } merge || merge.Head != head.ETag || merge.Own != own ? new SaveDecision.Stale(head, named, own)
            : merge.Merged is { } merged && merged.Bytes.Length <= command.Policy.MaxBytes ? Write(SaveOutcome.Merged, command, state, merged, now)
            : null;
    }

    /// <summary>The session's last accepted save after the client's base. In its own run no receipt had to be looked for; behind a save without a number none tells.</summary>
    private static Submission? LastOwn(SaveCommand command, DocumentState state, Head head) =>
        command.Sequence is null ? null
        : IsOwn(command, head) ? head is { Newest.Sequence: not null, Run.Sequence: { } sequence } ? new Submission(sequence, head.ETag) : null
        : state.Highest is { } highest ? new Submission(highest.Sequence, highest.ETag)
        : null;

    private static bool MaySkipEquality(SaveCommand command, DocumentState state, Head head, DateTimeOffset now)
    {
        // A clock that jumped back closes the window, or is overruled by one that does not jump: a needless refusal, never a wide window.
        var age = now - head.Run.AcceptedAt;
        return IsOwn(command, head)
            && command.Policy.Mode is SaveMode.Conditional
            && !command.Strict
            && age >= TimeSpan.Zero && age <= command.Policy.Window && !(state.MeasuredAge > command.Policy.Window)
            && BaseOf(command, state) >= head.Run.Base;
    }

    private static SaveDecision Accept(SaveOutcome outcome, SaveCommand command, DocumentState state, DateTimeOffset now)
    {
        var content = command.Body;
        if (command.Method is SaveMethod.Patch)
        {
            content = MergePatch.Apply(state.Content!, command.Body!);
            if (content is null || content.Bytes.Length > command.Policy.MaxBytes)
            {
                return new SaveDecision.Refused(content is null ? Refusal.NotPatchable : Refusal.TooLarge, state.Head, state.Named);
            }
        }

        return Write(outcome, command, state, content, now);
    }

    private static SaveDecision Write(SaveOutcome outcome, SaveCommand command, DocumentState state, Content? content, DateTimeOffset now)
    {
        var shadow = outcome is SaveOutcome.Merged && command.Merge!.Submitted is { } submitted ? new Shadow(state.Named!.Value.Version, submitted) : null;
        // A create begins a run and a life of its own: no ETag from before a delete is ever inside it.
        var life = outcome is SaveOutcome.Created ? null : state.Head;
        var run = life is not null && IsOwn(command, life) ? life.Run : null;
        if (life is not null && content is not null && content.Equals(state.Content))
        {
            return new SaveDecision.Unchanged(run is null
                ? life
                : life with { Run = run with { AcceptedAt = now, Sequence = command.Sequence ?? run.Sequence } }) { Shadow = shadow };
        }

        var previous = state.Head?.Version ?? 0;
        var revision = new Revision
        {
            ETag = new ETag(previous + 1, command.Nonce),
            SavedAt = now,
            SavedBy = command.By,
            Session = command.Session,
            Sequence = command.Sequence,
            Base = BaseOf(command, state),
            // A forced delete stays an override on record.
            Outcome = outcome is not (SaveOutcome.Verified or SaveOutcome.Session) ? outcome
                : content is null ? SaveOutcome.Deleted
                : command.Method is SaveMethod.Restore ? SaveOutcome.Restored
                : outcome,
            ContentType = content?.Type ?? "",
            Size = content?.Bytes.Length ?? 0,
            Deleted = content is null,
        };
        var head = new Head
        {
            Newest = revision,
            CreatedAt = life?.CreatedAt ?? now,
            CreatedBy = life?.CreatedBy ?? command.By,
            Run = run is null
                ? new Run(previous, life is null, command.Sequence, now)
                : run with { Sequence = command.Sequence ?? run.Sequence, AcceptedAt = now },
        };
        return new SaveDecision.Written(head, content) { Shadow = shadow };
    }

    /// <summary>Protocol 2: the version that the command says it was made on; null where it names none.</summary>
    private static long? BaseOf(SaveCommand command, DocumentState state) => command.Precondition switch
    {
        Precondition.IfMatch => state.Named?.Version,
        Precondition.IfMatchAny => null,
        _ => state.Head is { } head
            ? head.Deleted ? head.Version
                : head.Run.Created && IsOwn(command, head) ? head.Run.Base
                : 0
            : 0,
    };

    /// <summary>
    /// 4.4: accepted after the client's base, or the run's last. A create and a forced save saw no version, so every receipt is after.
    /// </summary>
    private static bool IsAfterBase(Receipt receipt, SaveCommand command, DocumentState state) =>
        state.Named is not { } named
        || receipt.ETag.Version > named.Version
        || (receipt.ETag.Version == named.Version && !receipt.Wrote)
        || (IsOwn(command, state.Head!) && receipt.Sequence == state.Head!.Run.Sequence);

    private static bool IsOwn(SaveCommand command, Head head) => command.Session is { } session && session == head.Newest.Session;
}
