using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Locking;

/// <summary>Checks saves against locks (docs/protocol.md, sections 4.6 and 7). Locks never replace the ETag check.</summary>
public static class SaveLocks
{
    private static readonly JsonPointer[] Everything = [JsonPointer.Root];

    /// <summary>Whether a save must be checked against locks. Only then are the paths that it touches needed.</summary>
    public static bool MustCheck(SaveCommand command, in DocumentState state, DateTimeOffset now)
    {
        if (command.Policy.Mode is SaveMode.Pessimistic)
        {
            return true;
        }

        for (var i = 0; i < state.Locks.Count; i++)
        {
            if (state.Locks[i].IsLive(now) && state.Locks[i].Session != command.Session)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The refusal of a save that another session's lock, or the lack of its own lock, forbids; null if no lock forbids it.</summary>
    /// <param name="command">The save.</param>
    /// <param name="state">The state of the document.</param>
    /// <param name="paths">The paths that the save touches; null for the whole document.</param>
    /// <param name="now">The time of the decision, UTC.</param>
    public static SaveDecision.Refused? Check(SaveCommand command, in DocumentState state, IReadOnlyList<JsonPointer>? paths, DateTimeOffset now)
    {
        if (!MustCheck(command, state, now))
        {
            return null;
        }

        var touched = paths ?? Everything;
        var live = state.Locks.Where(l => l.IsLive(now)).ToList();
        if (live.Find(l => l.Session != command.Session && touched.Any(l.Overlaps)) is { } inTheWay)
        {
            return new SaveDecision.Refused(Refusal.Locked) { Head = state.Head, Lock = inTheWay };
        }

        var own = live.FindAll(l => l.Session == command.Session);
        return command.Policy.Mode is not SaveMode.Pessimistic || (own.Count > 0 && touched.All(path => own.Exists(l => l.Scope.Covers(path)))) ? null
            : new SaveDecision.Refused(Refusal.LockRequired) { Head = state.Head };
    }

    /// <summary>The locks that an accepted save renews, which are those of its session.</summary>
    public static IEnumerable<DocumentLock> Renewed(SaveCommand command, IEnumerable<DocumentLock> locks, DateTimeOffset now) =>
        // The time of the batch may be earlier than the last renewal. A save must not shorten a lock.
        locks.Where(l => l.Session == command.Session && l.IsLive(now) && now > l.LastActivity).Select(l => l.Renew(l.Ttl, now));
}
