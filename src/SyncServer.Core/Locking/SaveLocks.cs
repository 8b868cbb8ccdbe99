using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Locking;

/// <summary>What locks mean for saves (protocol 4.6 and 7). They never replace the check of the ETag.</summary>
public static class SaveLocks
{
    /// <summary>The refusal of a save that somebody else's lock or the lack of one's own forbids; else null.</summary>
    /// <param name="command">The save.</param>
    /// <param name="state">The document.</param>
    /// <param name="body">What a PUT would write.</param>
    /// <param name="now">When it is decided, UTC.</param>
    public static SaveDecision.Refused? Refuse(SaveCommand command, DocumentState state, Content? body, DateTimeOffset now)
    {
        var needsOwn = command.Policy.Mode is SaveMode.Pessimistic;
        if (state.Locks.Count == 0 && !needsOwn)
        {
            return null;
        }

        var own = state.Locks.Where(l => l.IsLive(now) && l.Session == command.Session).ToList();
        var others = state.Locks.Where(l => l.IsLive(now) && l.Session != command.Session).ToList();
        if (others.Count == 0 && !needsOwn)
        {
            return null;
        }

        var touched = TouchedPaths.Of(command.Method, state.Content, body);
        if (others.Find(l => touched.Any(l.Overlaps)) is { } inTheWay)
        {
            return new SaveDecision.Refused(Refusal.Locked, state.Head, state.Named) { Lock = inTheWay };
        }

        return !needsOwn || (own.Count > 0 && touched.All(place => own.Exists(l => l.Scope.Covers(place)))) ? null
            : new SaveDecision.Refused(Refusal.LockRequired, state.Head, state.Named);
    }

    /// <summary>The locks that an accepted save gives new life: those of its session. None where it was not accepted.</summary>
    public static IEnumerable<DocumentLock> Renewed(SaveCommand command, SaveDecision decision, IEnumerable<DocumentLock> locks, DateTimeOffset now) =>
        decision is SaveDecision.Written or SaveDecision.Unchanged
            // The time of a batch may lie before that of the lock: a save never shortens its life.
            ? locks.Where(l => l.Session == command.Session && l.IsLive(now) && now > l.LastLife).Select(l => l.Renew(l.Ttl, now))
            : [];
}
