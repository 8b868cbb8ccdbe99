using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What must hold at every step of a walk, beside that each version says what the edits that it has taken in make (<see cref="Truth.Accept"/>).</summary>
public static class Law
{
    /// <summary>What the step breaks, if anything.</summary>
    /// <param name="step">The step.</param>
    /// <param name="after">What really happened, this step included.</param>
    public static string? Broken(Step step, Truth after)
    {
        if (step.Early is not null)
        {
            return step.Decision is SaveDecision.Refused ? null : "refused early, although the database would have accepted it";
        }

        return step.Decision switch
        {
            SaveDecision.Written written => Trespasses(step) ?? Overwrites(step, written) ?? BreaksRecord(step) ?? Withholds(step, written.Content, written.BringsContent),
            SaveDecision.Unchanged unchanged => BreaksRecord(step) ?? Withholds(step, unchanged.Content, unchanged.BringsContent),
            SaveDecision.Repeated repeated => BreaksRecord(step) ?? Invents(step, repeated) ?? WithholdsAgain(step, repeated) ?? Drops(step, repeated, after),
            SaveDecision.Refused refused => BreaksRecord(step) ?? NeedlesslyRefused(step, refused) ?? MisleadsWithPreview(step, refused),
            _ => "neither accepted nor refused",
        };
    }

    /// <summary>No version written by another session is ever overwritten by a save whose client had not seen it. A tombstone is a version too.</summary>
    private static string? Overwrites(Step step, SaveDecision.Written written)
    {
        var truth = step.Before.Truth;
        if (written.Head.Newest.Outcome is SaveOutcome.Merged || step.Command.Precondition is Precondition.IfMatchAny || truth.Versions.IsEmpty)
        {
            return null;
        }

        var unseen = truth.Versions[^1].Edits & ~truth.Agreed & ~truth.Edits.By(step.Command.Session!.Value) & ~step.Message.Seen;
        return unseen != 0 ? "the law: another session was overwritten unseen" : null;
    }

    /// <summary>What a session record must know: whatever was accepted is never written twice, its repeat is told so, and an older save never lands on a newer one.</summary>
    private static string? BreaksRecord(Step step)
    {
        if (step.Command is not { Sequence: { } sequence, Session: { } session })
        {
            return null;
        }

        var live = step.Before.Truth.Live(session, step.Before.Now).Where(save => save.Sequence is not null).ToList();
        var isAccepted = step.Decision is SaveDecision.Accepted;
        if (live.Find(save => save.Sequence == sequence) is { } same)
        {
            var isRemembered = live.Count(save => save.Sequence > sequence) < World.Limits.MaxSaves || live.FindLast(save => save.IsFull) == same;
            return isAccepted ? "written twice"
                : isRemembered && step.Decision is not SaveDecision.Repeated { Outcome: SaveOutcome.Replayed } ? "a repeat was not recognised"
                : step.Decision is SaveDecision.Repeated { Outcome: SaveOutcome.Replayed } repeated && repeated.BringsContent != same.Brings ? "a repeat was answered differently"
                : null;
        }

        return isAccepted && live.Exists(save => save.Sequence > sequence) ? "own older over own newer" : null;
    }

    /// <summary>What is said to be accepted before was: this very save, or a later full one of its session.</summary>
    private static string? Invents(Step step, SaveDecision.Repeated repeated) =>
        step.Before.Truth.Accepted.Any(save => save.Session == step.Command.Session && save.ETag == repeated.ETag
            && (repeated.Outcome is SaveOutcome.Replayed ? save.Sequence == step.Command.Sequence : save.IsFull && save.Sequence > step.Command.Sequence))
            ? null : "taken for a repeat of what never was";

    /// <summary>Whatever a 2xx acknowledges is in the document, or was removed by somebody who had seen it.</summary>
    private static string? Drops(Step step, SaveDecision.Repeated repeated, Truth after) =>
        // What its client dropped when it loaded again is not missed.
        repeated.Outcome is SaveOutcome.Superseded && step.Message.Epoch != step.Client.Epoch ? null
        : (step.Message.Edits & ~after.EditsOf(repeated.ETag.Version)) != 0 && repeated.Outcome is SaveOutcome.Superseded ? "acknowledged, although the later save does not hold it"
        : (step.Message.Edits & ~after.Versions[^1].Edits) != 0 ? "acknowledged, although it was never taken in"
        : null;

    /// <summary>The ETag of a 2xx names a content that its client has: it sent it, or the answer brings it.</summary>
    private static string? Withholds(Step step, Content? content, bool brings) =>
        !brings && World.TextOf(content) != step.Message.Text ? "an ETag was given without the content that it names" : null;

    private static string? WithholdsAgain(Step step, SaveDecision.Repeated repeated)
    {
        var isDeleted = step.Before.Truth.Versions[(int)repeated.ETag.Version - 1].IsDeleted;
        var kept = step.Before.Log.Find(repeated.ETag);
        return repeated.BringsContent && kept is null ? "the version that a repeat names was removed"
            : repeated.Outcome is SaveOutcome.Superseded ? repeated.BringsContent || isDeleted ? null : "superseded without content"
            : kept is null ? null
            : Withholds(step, kept.Content, repeated.BringsContent);
    }

    /// <summary>A 412 offers what the decision would write, and nothing where it would write nothing.</summary>
    private static string? MisleadsWithPreview(Step step, SaveDecision.Refused refused)
    {
        if (refused.Reason is not (Refusal.EditConflict or Refusal.AlreadyExists))
        {
            return null;
        }

        var preview = World.TextOf(step.Before.Log.PreviewOf(step.Command, refused));
        // On the rules as they are: what a broken answer offers is compared with what they would do.
        var (_, decision) = (step.Before.Log with { Twin = Twin.None }).Save(step.Command with { MayWait = false, OnConflict = OnConflict.Merge }, step.Before.Now);
        return decision switch
        {
            SaveDecision.Written { Head.Newest.Outcome: SaveOutcome.Merged } merged => World.TextOf(merged.Content) == preview ? null : "a 412 offers something else than merging would write",
            SaveDecision.Unchanged unchanged => World.TextOf(unchanged.Content) == preview ? null : "a 412 offers something else than merging would leave",
            // A lock stands in the way of what is merged, not of what was asked for.
            SaveDecision.Refused { Reason: Refusal.Locked or Refusal.LockRequired } => null,
            SaveDecision.Refused => preview is null ? null : "a 412 offers a merge that is refused",
            _ => "a 412 was given where merging is no merge",
        };
    }

    /// <summary>What a session has locked nobody else changes, in whatever way; where locks are required, nothing is written without one.</summary>
    private static string? Trespasses(Step step)
    {
        var (before, after) = (World.TextOf(step.Before.Log.Content), World.TextOf(step.After.Content));
        var changed = Others(step).Any(held => held.Scope.Tokens is not [var field] || before is null || after is null
            || Words.Field(before, field[0]) != Words.Field(after, field[0]));
        return changed ? "the lock of another session was passed"
            : step.Before.Scenario.Mode is SaveMode.Pessimistic && !step.Before.Locks.Any(held => held.Session == step.Command.Session) ? "written without the lock that is required"
            : null;
    }

    private static IEnumerable<DocumentLock> Others(Step step) => step.Before.Locks.Where(held => held.Session != step.Command.Session);

    /// <summary>A session's own saves in flight are not refused while nobody else wrote: what the conditional lock is for.</summary>
    private static string? NeedlesslyRefused(Step step, SaveDecision.Refused refused)
    {
        // A save that waits for its parent in vain is not merged, and changes what others wrote.
        var changesMore = step.Waited || step.Before.Scenario.AnswersTravel || step.Before.Scenario.Scripts.Any(script => script.Any(Overlaps));
        switch (refused.Reason)
        {
            // A session's field is locked by nobody else.
            case Refusal.Locked:
                return changesMore || Others(step).Any(held => held.Scope.Equals(JsonPointer.Root)) ? null : "refused, although nobody locked what it changes";
            case Refusal.LockRequired:
                return step.Before.Locks.Any(held => held.Session == step.Command.Session) ? "refused with the lock that is required" : null;
            case not (Refusal.EditConflict or Refusal.AlreadyExists):
                return null;
        }

        // Fields that only their own session changes never overlap, unless it forgot by a load what it had sent.
        if (!changesMore && step.Before.Scenario is { Merges: true, Loads: 0, Settles: 0, Ages: 0, Thinnings: 0 } && step.Command.Sequence is not null && step.Client.IsNumbered
            && step.Before.Scenario.Scripts.All(script => !script.Contains('n', StringComparison.Ordinal)))
        {
            return "refused, although nothing overlaps";
        }

        var log = step.Before.Log;
        if (step.Before.Scenario.Mode is not SaveMode.Conditional || log.Head is not { } head || step.Before.Now - head.Run.AcceptedAt > step.Command.Policy.Window)
        {
            return null;
        }

        var after = SaveRules.NamedVersion(step.Command, new DocumentState { SessionLife = World.Limits.Life, Locks = [], Named = NamedBy(step) });
        var since = after is { } version ? step.Before.Truth.Versions.Skip((int)version).ToList() : [];
        return since.Count > 0 && since.TrueForAll(v => v.Session == step.Command.Session && !v.IsDeleted) ? "own save in flight refused" : null;
    }

    private static bool Overlaps(char what) => what is not ('*' or 'n' or 'p' or 'm' or 'u' or 'x');

    private static NamedVersion? NamedBy(Step step) =>
        step.Command.Precondition is Precondition.IfMatch { ETags: [var etag] } && step.Before.Log.Find(etag) is { } kept
            ? new NamedVersion(etag, kept.Revision.SavedAt, ReplacedAt: null) : null;
}
