using System.Text;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What must hold at every step of a walk.</summary>
public static class Law
{
    /// <summary>What the step breaks, if anything.</summary>
    public static string? Broken(Step step) => step.Decision switch
    {
        SaveDecision.Written written => Trespasses(step)
            ?? (written.Head.Newest.Outcome switch { SaveOutcome.Forced => null, SaveOutcome.Merged => Loses(step), _ => Overwrites(step) })
            ?? OlderOverNewer(step) ?? WrittenTwice(step),
        SaveDecision.Unchanged => step.Before.Scenario.Merges ? Loses(step) : null,
        SaveDecision.Repeated repeated => Invents(step, repeated),
        SaveDecision.Refused => NeedlesslyRefused(step),
        _ => null,
    };

    /// <summary>No version written by another session is ever overwritten by a save whose client had not seen it.</summary>
    private static string? Overwrites(Step step)
    {
        var log = step.Before.Log;
        // A create claims that nothing is there, and a tombstone is nothing (protocol 2). What a forced save wrote over is on record as that.
        var forced = log.Revisions.LastOrDefault(r => r.Outcome is SaveOutcome.Forced)?.ETag.Version ?? 0;
        var unseen = log.Newest is { Deleted: true } ? null
            : log.Revisions.FirstOrDefault(r => r.Session != step.Command.Session && r.ETag.Version > step.Message.Seen && r.ETag.Version >= forced);
        return unseen is null ? null : $"the law: version {unseen.ETag.Version} of another session was overwritten unseen";
    }

    /// <summary>What a session has locked nobody else changes, in whatever way; where locks are required, nothing is written without one.</summary>
    private static string? Trespasses(Step step)
    {
        var before = Encoding.UTF8.GetString((step.Before.Log.NewestContent?.Bytes ?? default).Span);
        var changed = Others(step).Any(held => held.Scope.Tokens is not [var field] || FieldOf(before, field) != FieldOf(step.After, field));
        return changed ? "the lock of another session was passed"
            : step.Before.Scenario.Mode is SaveMode.Pessimistic && !step.Before.Locks.Any(l => l.Session == step.Command.Session) ? "written without the lock that is required"
            : null;
    }

    private static int FieldOf(string text, string field) => Fields.Of(text, field[0] - Fields.Name(0));

    private static IEnumerable<DocumentLock> Others(Step step) => step.Before.Locks.Where(l => l.Session != step.Command.Session);

    /// <summary>A merge keeps what other sessions wrote since its client last looked, and the session's own newest word.</summary>
    private static string? Loses(Step step)
    {
        var before = Encoding.UTF8.GetString(step.Before.Log.NewestContent!.Bytes.Span);
        for (var other = 0; other < step.Before.Clients.Count; other++)
        {
            var seen = other != step.Session && !step.Before.Log.Revisions.Any(r => r.Session == World.SessionOf(other) && r.ETag.Version > step.Message.Seen);
            var lost = other == step.Session
                ? Fields.Of(step.Message.Before, other) != Fields.Of(step.Message.Text, other) && Fields.Of(step.After, other) != Fields.Of(step.Message.Text, other)
                : !seen && Fields.Of(step.After, other) != Fields.Of(before, other);
            if (lost)
            {
                return $"the law: merging lost what session {other} wrote";
            }
        }

        return null;
    }

    /// <summary>A session's older save never lands on its newer one.</summary>
    private static string? OlderOverNewer(Step step) =>
        step.Before.Scenario.Sequenced && step.Before.Log.Receipts.Any(r => r.Session == step.Command.Session && r.Receipt.Sequence > step.Number)
            ? "own older over newer" : null;

    private static string? WrittenTwice(Step step) =>
        step.Before.Scenario.Sequenced && step.Before.Log.Revisions.Any(r => r.Session == step.Command.Session && r.Sequence == step.Number)
            ? "written twice" : null;

    /// <summary>What is said to be accepted before was: this very save, or a later one of its session.</summary>
    private static string? Invents(Step step, SaveDecision.Repeated repeated) =>
        step.Before.Log.Receipts.Any(r => r.Session == step.Command.Session && r.Receipt.ETag == repeated.ETag
            && (repeated.Outcome is SaveOutcome.Replayed ? r.Receipt.Sequence == step.Number : r.Receipt.Sequence > step.Number))
            ? null : "taken for a repeat of what never was";

    /// <summary>A session's own saves in flight are not refused while nobody else wrote: what the conditional lock is for.</summary>
    private static string? NeedlesslyRefused(Step step)
    {
        var changesMore = step.Before.Scenario.Scripts.Any(s => s.AsSpan().ContainsAny('!', '^'));
        switch (step.Decision)
        {
            // A session's field is locked by nobody else.
            case SaveDecision.Refused { Reason: Refusal.Locked }:
                return changesMore || Others(step).Any(l => l.Scope.Equals(JsonPointer.Root)) ? null : "refused, although nobody locked what it changes";
            case SaveDecision.Refused { Reason: Refusal.LockRequired }:
                return step.Before.Locks.Any(l => l.Session == step.Command.Session) ? "refused with the lock that is required" : null;
        }

        if (step.Before.Scenario.Mode is not SaveMode.Conditional)
        {
            return null;
        }

        // Fields that only their own session changes never overlap, unless it forgot by a reload what it had sent.
        if (step.Before.Scenario is { Merges: true, Sequenced: true, Reloads: 0 } && !changesMore)
        {
            return "refused, although nothing overlaps";
        }

        var after = step.Message.Base?.Version ?? 0;
        var own = step.Before.Log.Revisions.Where(r => r.ETag.Version > after).ToList();
        return !step.Before.Expired && own.Count > 0 && own.All(r => r.Session == step.Command.Session && !r.Deleted)
            && step.Command.Body is not null
            ? "own save in flight refused" : null;
    }
}
