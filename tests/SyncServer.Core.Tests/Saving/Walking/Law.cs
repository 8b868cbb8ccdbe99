using System.Text;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What must hold at every step of a walk.</summary>
public static class Law
{
    /// <summary>What the step breaks, if anything.</summary>
    public static string? Broken(Step step) =>
        step.Decision is SaveDecision.Written { Head.Newest.Outcome: SaveOutcome.Forced } ? null
        : step.Decision is SaveDecision.Written ? (IsMerged(step) ? Loses(step) : Overwrites(step)) ?? OlderOverNewer(step) ?? WrittenTwice(step)
        : step.Decision is SaveDecision.Refused ? NeedlesslyRefused(step)
        : null;

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

    private static bool IsMerged(Step step) => step.Decision is SaveDecision.Written { Head.Newest.Outcome: SaveOutcome.Merged };

    /// <summary>A merge keeps what other sessions wrote since its client last looked, and the session's own newest word.</summary>
    private static string? Loses(Step step)
    {
        var before = Encoding.UTF8.GetString(step.Before.Log.NewestContent!.Bytes.Span);
        for (var other = 0; other < step.Before.Clients.Count; other++)
        {
            var seen = other != step.Session && !step.Before.Log.Revisions.Any(r => r.Session == World.SessionOf(other) && r.ETag.Version > step.Message.Seen);
            if (other == step.Session ? Fields.Of(step.After, other) != Fields.Of(step.Message.Text, other) : !seen && Fields.Of(step.After, other) != Fields.Of(before, other))
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

    /// <summary>A session's own saves in flight are not refused while nobody else wrote: what the conditional lock is for.</summary>
    private static string? NeedlesslyRefused(Step step)
    {
        // Fields that only their own session changes never overlap, unless it forgot by a reload what it had sent.
        if (step.Before.Scenario is { Merges: true, Sequenced: true, Reloads: 0 } && !step.Before.Scenario.Scripts.Any(s => s.AsSpan().ContainsAny('!', '^')))
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
