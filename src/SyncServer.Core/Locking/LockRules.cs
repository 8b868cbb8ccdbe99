namespace SyncServer.Core.Locking;

/// <summary>Decides how locks are acquired, renewed, released and taken over (docs/protocol.md, section 7). A pure, total function.</summary>
public static class LockRules
{
    /// <summary>The maximum number of live locks of a document.</summary>
    public const int Max = 200;

    /// <summary>After how long without activity of the holder any session may take its locks over.</summary>
    public static TimeSpan TakeoverAfter => TimeSpan.FromSeconds(30);

    /// <summary>Decides a change against the state that the transaction has locked.</summary>
    /// <param name="command">The change.</param>
    /// <param name="state">The document's locks in the database.</param>
    /// <param name="now">The time of the decision, UTC.</param>
    public static LockDecision Decide(LockCommand command, LockState state, DateTimeOffset now)
    {
        var live = state.Locks.Where(l => command is not LockCommand.Clear { All: true } && l.IsLive(now)).ToList();
        LockDecision decision = command switch
        {
            LockCommand.Acquire acquire => Acquire(acquire, live, state, now),
            LockCommand.Renew renew => live.Find(l => l.Fence == renew.Fence && l.Session == renew.Session) is { } held
                ? new LockDecision.Renewed(held.Renew(renew.Ttl ?? held.Ttl, now))
                : new LockDecision.NotHeld(),
            LockCommand.Release release => live.Find(l => l.Fence == release.Fence && l.Session == release.Session) is { } held
                ? new LockDecision.Released(held)
                : new LockDecision.NotHeld(),
            _ => new LockDecision.Cleared(),
        };
        return decision with { Expired = [.. state.Locks.Except(live)] };
    }

    private static LockDecision Acquire(LockCommand.Acquire command, List<DocumentLock> live, LockState state, DateTimeOffset now)
    {
        if (live.Find(l => l.Session == command.Session && l.Scope.Equals(command.Scope)) is { } held)
        {
            return new LockDecision.Renewed(held.Renew(command.Ttl, now));
        }

        var others = live.FindAll(l => l.Session != command.Session && l.Overlaps(command.Scope));
        if (others.Find(l => !(command.Takeover && MayTake(command, l, live, now))) is { } inTheWay)
        {
            return new LockDecision.Refused(inTheWay);
        }

        if (live.Count - others.Count >= Max)
        {
            return new LockDecision.TooMany();
        }

        var taken = new DocumentLock
        {
            Fence = state.Fence + 1,
            Scope = command.Scope,
            Session = command.Session,
            Holder = command.By,
            Ttl = command.Ttl,
            ExpiresAt = now + command.Ttl,
        };
        return new LockDecision.Taken(taken, others);
    }

    private static bool MayTake(LockCommand.Acquire command, DocumentLock held, List<DocumentLock> live, DateTimeOffset now) =>
        command.ByOwner
        || string.Equals(command.By.Id, held.Holder.Id, StringComparison.Ordinal)
        // Activity with any of its locks is activity of the holder.
        || now - live.Where(l => l.Session == held.Session).Max(l => l.LastActivity) >= TakeoverAfter;
}
