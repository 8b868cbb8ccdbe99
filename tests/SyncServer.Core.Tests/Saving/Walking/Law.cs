using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// The invariants that must hold at every step of a walk. <see cref="Truth.Accept"/> also checks that each version has the text that follows from its edits.
/// </summary>
public static class Law
{
    /// <summary>The invariant that a step violates; null if it violates none.</summary>
    /// <param name="step">The step.</param>
    /// <param name="after">What really happened, including this step.</param>
    public static string? Violation(Step step, Truth after)
    {
        if (step.Early is not null)
        {
            return step.Decision is SaveDecision.Refused ? null : "refused early, although the database would have accepted it";
        }

        return step.Decision switch
        {
            SaveDecision.Written written => CheckLocks(step) ?? CheckOverwrite(step, written) ?? CheckRecord(step) ?? CheckContent(step, written.Content, written.BringsContent),
            SaveDecision.Unchanged unchanged => CheckRecord(step) ?? CheckContent(step, unchanged.Content, unchanged.BringsContent),
            SaveDecision.Repeated repeated =>
                CheckRecord(step) ?? CheckRepeated(step, repeated) ?? CheckRepeatedContent(step, repeated) ?? CheckAcknowledged(step, repeated, after),
            SaveDecision.Refused refused => CheckRecord(step) ?? CheckRefusal(step, refused) ?? CheckPreview(step, refused),
            _ => "neither accepted nor refused",
        };
    }

    /// <summary>No version written by another session is ever overwritten by a save whose client had not seen it. A tombstone is a version too.</summary>
    private static string? CheckOverwrite(Step step, SaveDecision.Written written)
    {
        var truth = step.Before.Truth;
        if (written.Head.Newest.Outcome is SaveOutcome.Merged || step.Command.Precondition is Precondition.IfMatchAny || truth.Versions.IsEmpty)
        {
            return null;
        }

        var unseen = truth.Versions[^1].Edits & ~truth.Agreed & ~truth.Edits.By(step.Command.Session!.Value) & ~step.Message.Seen;
        return unseen != 0 ? "the law: a version of another session was overwritten unseen" : null;
    }

    /// <summary>An accepted save is never written twice, its replay is recognised, and an older save never follows a newer one.</summary>
    private static string? CheckRecord(Step step)
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
                : isRemembered && step.Decision is not SaveDecision.Repeated { Outcome: SaveOutcome.Replayed } ? "a replay was not recognised"
                : step.Decision is SaveDecision.Repeated { Outcome: SaveOutcome.Replayed } repeated && repeated.BringsContent != same.Brings ? "a replay got another response"
                : null;
        }

        return isAccepted && live.Exists(save => save.Sequence > sequence) ? "an older save was written over a newer one of its session" : null;
    }

    /// <summary>A save that counts as accepted before was accepted: it is this save, or a later full save of its session.</summary>
    private static string? CheckRepeated(Step step, SaveDecision.Repeated repeated) =>
        step.Before.Truth.Accepted.Any(save => save.Session == step.Command.Session && save.ETag == repeated.ETag
            && (repeated.Outcome is SaveOutcome.Replayed ? save.Sequence == step.Command.Sequence : save.IsFull && save.Sequence > step.Command.Sequence))
            ? null : "taken for a replay of a save that was never accepted";

    /// <summary>An acknowledged edit is in the document, or was removed by a session that had seen it.</summary>
    private static string? CheckAcknowledged(Step step, SaveDecision.Repeated repeated, Truth after) =>
    // Edits that the client dropped by a reload are not missing.
        repeated.Outcome is SaveOutcome.Superseded && step.Message.Epoch != step.Client.Epoch ? null
        : (step.Message.Edits & ~after.EditsOf(repeated.ETag.Version)) != 0 && repeated.Outcome is SaveOutcome.Superseded ? "acknowledged, although the later save does not include it"
        : (step.Message.Edits & ~after.Versions[^1].Edits) != 0 ? "acknowledged, although no version includes it"
        : null;

    /// <summary>The ETag of a 2xx names content that the client has: it sent it, or the response contains it.</summary>
    private static string? CheckContent(Step step, Content? content, bool brings) =>
    !brings && World.TextOf(content) != step.Message.Text ? "a response has an ETag without the content that it names" : null;

    private static string? CheckRepeatedContent(Step step, SaveDecision.Repeated repeated)
    {
        var isDeleted = step.Before.Truth.Versions[(int)repeated.ETag.Version - 1].IsDeleted;
        var kept = step.Before.Log.Find(repeated.ETag);
        return repeated.BringsContent && kept is null ? "the version that a replay names was removed"
            : repeated.Outcome is SaveOutcome.Superseded ? repeated.BringsContent || isDeleted ? null : "superseded without content"
            : kept is null ? null
            : CheckContent(step, kept.Content, repeated.BringsContent);
    }

    /// <summary>A 412 offers the content that a merge would write, and nothing if there would be no merge.</summary>
    private static string? CheckPreview(Step step, SaveDecision.Refused refused)
    {
        if (refused.Reason is not (Refusal.EditConflict or Refusal.AlreadyExists))
        {
            return null;
        }

        var preview = World.TextOf(step.Before.Log.PreviewOf(step.Command, refused));
        // The preview is compared with the decision without the mutation.
        var (_, decision) = (step.Before.Log with { Mutation = Mutation.None }).Save(step.Command with { MayWait = false, OnConflict = OnConflict.Merge }, step.Before.Now);
        return decision switch
        {
            SaveDecision.Written { Head.Newest.Outcome: SaveOutcome.Merged } merged => World.TextOf(merged.Content) == preview ? null : "a 412 offers other content than a merge would write",
            SaveDecision.Unchanged unchanged => World.TextOf(unchanged.Content) == preview ? null : "a 412 offers other content than an unchanged merge would leave",
            // A lock refuses the merge, not the save that was sent.
            SaveDecision.Refused { Reason: Refusal.Locked or Refusal.LockRequired } => null,
            SaveDecision.Refused => preview is null ? null : "a 412 offers a merge that is refused",
            _ => "a 412 was sent although a merge would not be decided as one",
        };
    }

    /// <summary>No other session changes what a session has locked. If locks are required, nothing is written without one.</summary>
    private static string? CheckLocks(Step step)
    {
        var (before, after) = (World.TextOf(step.Before.Log.Content), World.TextOf(step.After.Content));
        var changed = Others(step).Any(held => held.Scope.Tokens is not [var field] || before is null || after is null
            || Words.Field(before, field[0]) != Words.Field(after, field[0]));
        return changed ? "a lock of another session was ignored"
        : step.Before.Scenario.Mode is SaveMode.Pessimistic && !step.Before.Locks.Any(held => held.Session == step.Command.Session) ? "written without the required lock"
            : null;
    }

    private static IEnumerable<DocumentLock> Others(Step step) => step.Before.Locks.Where(held => held.Session != step.Command.Session);

    /// <summary>A session's own saves in flight are not refused while no other session wrote. That is the purpose of the conditional lock.</summary>
    private static string? CheckRefusal(Step step, SaveDecision.Refused refused)
    {
        // A save whose parent does not arrive is not merged, and changes what others wrote.
        var changesMore = step.Waited || step.Before.Scenario.AnswersTravel || step.Before.Scenario.Scripts.Any(script => script.Any(Overlaps));
        switch (refused.Reason)
        {
            // No other session locks a session's field.
            case Refusal.Locked:
                return changesMore || Others(step).Any(held => held.Scope.Equals(JsonPointer.Root)) ? null : "refused, although what it changes is not locked";
            case Refusal.LockRequired:
                return step.Before.Locks.Any(held => held.Session == step.Command.Session) ? "refused although the session holds the required lock" : null;
            case not (Refusal.EditConflict or Refusal.AlreadyExists):
                return null;
        }

        // Fields that only one session changes never overlap, unless it dropped sent edits by a reload.
        if (!changesMore && step.Before.Scenario is { Merges: true, Loads: 0, Settles: 0, Ages: 0, Thinnings: 0 } && step.Command.Sequence is not null && step.Client.IsNumbered
            && step.Before.Scenario.Scripts.All(script => !script.Contains('n', StringComparison.Ordinal)))
        {
            return "refused although nothing overlaps";
        }

        var log = step.Before.Log;
        if (step.Before.Scenario.Mode is not SaveMode.Conditional || log.Head is not { } head || step.Before.Now - head.Run.AcceptedAt > step.Command.Policy.Window)
        {
            return null;
        }

        var after = SaveRules.NamedVersion(step.Command, new DocumentState { SessionLife = World.Limits.Life, Locks = [], Named = NamedBy(step) });
        var since = after is { } version ? step.Before.Truth.Versions.Skip((int)version).ToList() : [];
        return since.Count > 0 && since.TrueForAll(v => v.Session == step.Command.Session && !v.IsDeleted) ? "an own save in flight was refused" : null;
    }

    private static bool Overlaps(char what) => what is not ('*' or 'n' or 'p' or 'm' or 'u' or 'x');

    private static NamedVersion? NamedBy(Step step) =>
        step.Command.Precondition is Precondition.IfMatch { ETags: [var etag] } && step.Before.Log.Find(etag) is { } kept
            ? new NamedVersion(etag, kept.Revision.SavedAt, ReplacedAt: null) : null;
}
