namespace SyncServer.Core.Locking;

/// <summary>How locks are taken, renewed, released and taken over (protocol 7): pure and total.</summary>
public static class LockRules
{
    /// <summary>Live locks that a document can have.</summary>
    public const int Max = 200;

    /// <summary>How long a holder shows no life before anybody may take over.</summary>
    public static TimeSpan Lifeless => TimeSpan.FromSeconds(30);

    /// <summary>Decides one change against the state that the transaction holds.</summary>
    /// <param name="command">The change.</param>
    /// <param name="state">The document's locks, as the database has them.</param>
    /// <param name="now">When it is decided, UTC.</param>
    public static LockDecision Decide(LockCommand command, LockState state, DateTimeOffset now)
    {
        var live = state.Locks.Where(l => l.IsLive(now)).ToList();
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
        return decision with { Expired = [.. state.Locks.Where(l => !l.IsLive(now))] };
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
        // Life in any of its locks is life of the holder.
        || now - live.Where(l => l.Session == held.Session).Max(l => l.LastLife) >= Lifeless;
}
