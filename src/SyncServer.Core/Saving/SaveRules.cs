using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>
/// Decides saves, in the order of docs/protocol.md, section 4. A pure, total function. Steps 2 and 3 are checked where the request is parsed; the others are
/// here.
/// </summary>
public static class SaveRules
{
    /// <summary>Decides one save against the state that the writing transaction has locked.</summary>
    /// <param name="command">The save.</param>
    /// <param name="state">The state of the document.</param>
    /// <param name="now">The time of the decision, UTC.</param>
    public static SaveDecision Decide(SaveCommand command, in DocumentState state, DateTimeOffset now) =>
        CheckAccess(command, state) ?? CheckReplay(command, state) ?? CheckOrder(command, state, now) ?? DecideNext(command, state, now);

    /// <summary>
    /// Whether <see cref="Decide"/> reads the session's record. It does not if the session wrote the head and continues with a higher sequence; then
    /// <see cref="Head.Run"/> contains all that is needed.
    /// </summary>
    public static bool NeedsRecord(SaveCommand command, in DocumentState state, DateTimeOffset now)
    {
        if (state.Head is not { } head || command.Session is null)
        {
            return false;
        }

        if (!state.IsOwnHead(command))
        {
            return true;
        }

        return command.Sequence is { } sequence
            && (sequence <= head.Run.Highest
                || CheckPrecondition(command, state, now) is { Outcome: null }
                || (command is { Method: SaveMethod.Patch, Parent: { } parent } && (parent != head.Newest.Sequence || parent != head.Run.Highest)));
    }

    /// <summary>The version that the precondition names; 0 for <c>If-None-Match: *</c>; null if it names none that is kept.</summary>
    public static long? NamedVersion(SaveCommand command, in DocumentState state) => command.Precondition switch
    {
        Precondition.IfMatch => state.Named?.ETag.Version,
        Precondition.IfNoneMatchAny => 0,
        _ => null,
    };

    /// <summary>Step 1 again. Since the request arrived, a role may have been revoked, or another user may have created a private document with this key.</summary>
    private static SaveDecision.Refused? CheckAccess(SaveCommand command, in DocumentState state) =>
        command.Policy.Access is not CollectionAccess.Private || state.Role >= Role.Editor ? null
        : state.Head is null ? command is { Method: SaveMethod.Put, Precondition: Precondition.IfNoneMatchAny } ? null : new SaveDecision.Refused(Refusal.NotFound)
        : new SaveDecision.Refused(state.Role is null ? Refusal.NotFound : Refusal.NotAllowed);

    /// <summary>Step 4: the record contains this sequence.</summary>
    private static SaveDecision? CheckReplay(SaveCommand command, in DocumentState state) =>
        command.Sequence is not { } sequence || !state.HasRecord || state.Record?.Find(sequence) is not { } save ? null
        : save.Digest == command.Digest ? new SaveDecision.Repeated(SaveOutcome.Replayed, save.ETag, save.BringsContent)
        : new SaveDecision.Refused(Refusal.SequenceReused);

    /// <summary>Step 5: a full save includes the earlier saves; a PATCH needs the save before it.</summary>
    private static SaveDecision? CheckOrder(SaveCommand command, in DocumentState state, DateTimeOffset now)
    {
        if (command.Sequence is not { } sequence)
        {
            return null;
        }

        var highest = HighestOf(command, state, now);
        if (sequence < highest)
        {
            var record = state.Record!;
            return command.IsFull && record.HighestFull is { } later && sequence < later.Sequence
                    ? new SaveDecision.Repeated(SaveOutcome.Superseded, later.ETag, BringsContent: true)
                : new SaveDecision.Refused(!command.IsFull && record.IsTooOld(sequence) ? Refusal.SequenceTooOld : Refusal.SequenceOutOfOrder);
        }

        // Before the session's first accepted save, no save but the parent is known to be missing.
        var expected = highest + 1 ?? command.Parent ?? sequence;
        return command.IsFull || sequence == expected || NamesNothing(command, state) ? null
            : command.MayWait ? new SaveDecision.Held(expected)
            : new SaveDecision.Refused(Refusal.SequenceGap) { Expected = expected };
    }

    /// <summary>Steps 6 to 10.</summary>
    private static SaveDecision DecideNext(SaveCommand command, in DocumentState state, DateTimeOffset now)
    {
        if (command is { Method: SaveMethod.Restore, Body: null })
        {
            return new SaveDecision.Refused(Refusal.VersionNotKept);
        }

        var check = CheckPrecondition(command, state, now);
        var @base = check.IsStale ? MergeBase.Find(command, state, now) : null;
        var merges = command.OnConflict is OnConflict.Merge && @base is { IsKnown: true };
        if (command is { OnConflict: OnConflict.Merge, MayWait: true } && @base is MergeBase.Awaited awaited)
        {
            return new SaveDecision.Held(awaited.Sequence);
        }

        var needsPaths = SaveLocks.MustCheck(command, state, now);
        var patches = check.Outcome is not null && command.Method is SaveMethod.Patch;
        var prepared = command.Prepared is { } known && known.Head == state.Head?.ETag && known.Base == (merges ? @base : null) ? known : null;
        if (state is { Head: { } head, Content: { } content } && ((prepared is null && (merges || patches)) || (prepared?.Paths is null && needsPaths)))
        {
            return new SaveDecision.Unprepared(head, content, merges ? @base : null, needsPaths);
        }

        return SaveLocks.Check(command, state, prepared?.Paths, now)
            ?? (check.Outcome is { } outcome ? Apply(outcome, command, state, prepared, now)
                : merges && prepared!.Result is { } merged ? Write(SaveOutcome.Merged, command, state, merged, prepared.Yours, now)
                : Refuse(check.Refusal ?? (command.Precondition is Precondition.IfNoneMatchAny ? Refusal.AlreadyExists : Refusal.EditConflict), command, state, @base, prepared));
    }

    /// <summary>Steps 7 and 8: the conditional lock, and forced saves.</summary>
    private static PreconditionCheck CheckPrecondition(SaveCommand command, in DocumentState state, DateTimeOffset now)
    {
        var writesContent = command.Method is SaveMethod.Put or SaveMethod.Restore;
        if (state.Head is not { } head)
        {
            return command.Method is not SaveMethod.Put ? new(Refusal.NotFound)
                : command.Precondition is Precondition.IfNoneMatchAny ? new(SaveOutcome.Created)
                : new(Refusal.EditConflict);
        }

        var named = NamedVersion(command, state);
        if (head.Deleted)
        {
            return writesContent && (named == head.Version || (command.Sequence is not null && MaySkipEquality(command, state, named, now))) ? new(SaveOutcome.Created)
                : new(command.Precondition is Precondition.IfNoneMatchAny ? Refusal.AlreadyExists : Refusal.EditConflict);
        }

        return named == head.Version ? new(SaveOutcome.Verified)
            : MaySkipEquality(command, state, named, now) ? new(SaveOutcome.Session)
            : command.Precondition is not Precondition.IfMatchAny ? default
            : command.Policy.AllowForce ? new(SaveOutcome.Forced)
            : new(Refusal.ForceNotAllowed);
    }

    /// <summary>Whether the session wrote the head within the window and the named version is in its run, so that all versions since are its own.</summary>
    private static bool MaySkipEquality(SaveCommand command, in DocumentState state, long? named, DateTimeOffset now)
    {
        // If the clock was set back, the window counts as over, or the monotonic clock decides. That may refuse a save needlessly, but never widens the window.
        var age = now - state.Head!.Run.AcceptedAt;
        return state.IsOwnHead(command)
            && named >= state.Head.Run.Base
            && command.Policy.Mode is SaveMode.Conditional
            && !command.Strict
            && (command.Sequence is not null || !command.Policy.RequireSequence)
            && age >= TimeSpan.Zero && age <= command.Policy.Window && !(state.MeasuredAge > command.Policy.Window);
    }

    private static SaveDecision Apply(SaveOutcome outcome, SaveCommand command, in DocumentState state, Preparation? prepared, DateTimeOffset now)
    {
        if (command.Method is not SaveMethod.Patch)
        {
            return Write(outcome, command, state, command.Body, command.Method is SaveMethod.Put ? command.Body : null, now);
        }

        return prepared!.Result is not { } patched ? new SaveDecision.Refused(Refusal.NotPatchable)
            : patched.Bytes.Length > command.Policy.MaxBytes ? new SaveDecision.Refused(Refusal.TooLarge)
            : Write(outcome, command, state, patched, IsExact(outcome, command, state) ? patched : null, now);
    }

    /// <summary>Whether a PATCH was applied to exactly the content that it was made on (docs/protocol.md, section 3).</summary>
    private static bool IsExact(SaveOutcome outcome, SaveCommand command, in DocumentState state) =>
        outcome is not SaveOutcome.Forced
        && (command.Parent is not { } parent ? state.Named?.ETag == state.Head!.ETag
            // If the parent wrote the head, the result must not depend on whether the record was loaded.
            : (state.IsOwnHead(command) && state.Head!.Newest is { IsSubmission: true } newest && newest.Sequence == parent)
                || (state.HasRecord && state.Record?.Submission is { } submission && submission.Sequence == parent && submission.ETag == state.Head!.ETag));

    /// <summary>Accepts the save. <c>yours</c> is the content as the client had it; null if the server cannot know that.</summary>
    private static SaveDecision Write(SaveOutcome outcome, SaveCommand command, in DocumentState state, Content? content, Content? yours, DateTimeOffset now)
    {
        var head = outcome is SaveOutcome.Created ? null : state.Head;
        var run = head is not null && state.IsOwnHead(command) ? head.Run : null;
        var isUnchanged = head is not null && content is not null && content.Equals(state.Content);
        var hasContent = content is not null && content.Equals(yours);
        var etag = isUnchanged ? head!.ETag : new ETag((state.Head?.Version ?? 0) + 1, command.Nonce);
        var named = NamedVersion(command, state);
        // The response to a merge always contains the content; that to a restore too, as the client may never have had the old version.
        var brings = content is not null && (!hasContent || (outcome is SaveOutcome.Merged && !isUnchanged));
        var submission = command.Sequence is not { } sequence || yours is null || command.Method is SaveMethod.Restore ? null
            : new Submission(sequence, named, hasContent ? etag : null, hasContent ? null : yours);
        var highest = command.Sequence ?? HighestOf(command, state, now);
        if (isUnchanged)
        {
            return new SaveDecision.Unchanged(
                run is null ? head! : head! with { Run = run with { AcceptedAt = now, Highest = highest } }, content, brings, submission);
        }

        var growth = (content?.Bytes.Length ?? 0) - (state.Head?.Newest.Size ?? 0);
        if (growth > 0 && growth > state.Quotas?.RoomOf(command.Key.Collection, (head?.CreatedBy ?? command.By).Id))
        {
            return new SaveDecision.Refused(Refusal.QuotaExceeded) { Head = state.Head };
        }

        var revision = new Revision
        {
            ETag = etag,
            SavedAt = now,
            SavedBy = command.By,
            Session = command.Session,
            Sequence = command.Sequence,
            Base = named,
            // A forced delete is on record as a forced save.
            Outcome = outcome is not (SaveOutcome.Verified or SaveOutcome.Session) ? outcome
                : content is null ? SaveOutcome.Deleted
                : command.Method is SaveMethod.Restore ? SaveOutcome.Restored
                : outcome,
            ContentType = content?.Type ?? "",
            Size = content?.Bytes.Length ?? 0,
            Deleted = content is null,
            IsFull = command.IsFull,
            IsSubmission = submission?.ETag is not null,
            Digest = command.Sequence is null ? null : command.Digest,
        };
        return new SaveDecision.Written(
            new Head
            {
                Newest = revision,
                CreatedAt = head?.CreatedAt ?? now,
                CreatedBy = head?.CreatedBy ?? command.By,
                CreatedVersion = head?.CreatedVersion ?? etag.Version,
                Run = new Run(run?.Base ?? state.Head?.Version ?? 0, highest, now),
            },
            content, brings, submission)
        {
            Growth = growth,
        };
    }

    /// <summary>Step 10, and the refusals of steps 7 and 8.</summary>
    private static SaveDecision.Refused Refuse(Refusal reason, SaveCommand command, in DocumentState state, MergeBase? @base, Preparation? prepared) =>
        new(reason)
        {
            Head = state.Head,
            Content = state.Content,
            Named = state.Named?.ETag,
            Self = state.IsOwnHead(command) && NamedVersion(command, state) >= state.Head!.Run.Base,
            Base = @base ?? MergeBase.Unknown.Instance,
            Compared = prepared?.Compared,
        };

    /// <summary>The session's highest accepted sequence.</summary>
    private static long? HighestOf(SaveCommand command, in DocumentState state, DateTimeOffset now) =>
        state.HasRecord ? state.Record?.Highest
        : state.IsOwnHead(command) && now - state.Head!.Run.AcceptedAt <= state.SessionLife ? state.Head.Run.Highest
        : null;

    private static bool NamesNothing(SaveCommand command, in DocumentState state) => command.Precondition is Precondition.IfMatch && state.Named is null;

    /// <summary>The result of steps 7 and 8: an outcome, a refusal, or neither if the save is stale.</summary>
    private readonly record struct PreconditionCheck(SaveOutcome? Outcome, Refusal? Refusal)
    {
        public PreconditionCheck(SaveOutcome outcome)
            : this(outcome, Refusal: null)
        {
        }

        public PreconditionCheck(Refusal refusal)
            : this(Outcome: null, refusal)
        {
        }

        public bool IsStale => Outcome is null && Refusal is null;
    }
}
