using SyncServer.Core.Documents;

namespace SyncServer.Core.Locking;

/// <summary>A change of a lock, for observers.</summary>
/// <param name="Key">The document.</param>
/// <param name="Lock">The lock after the change, or as it was before it ended.</param>
/// <param name="Change">What changed.</param>
/// <param name="TakenBy">The user who took the lock over; null for other changes.</param>
public sealed record LockNotice(DocumentKey Key, DocumentLock Lock, LockChange Change, Person? TakenBy = null)
{
    /// <summary>The notices of a decision, in the order in which observers get them.</summary>
    public static IEnumerable<LockNotice> Of(DocumentKey key, LockDecision decision)
    {
        var expired = decision.Expired.Select(l => new LockNotice(key, l, LockChange.Expired));
        return decision switch
        {
            LockDecision.Taken { Lock: var taken, Lost: var lost } =>
                [.. expired, .. lost.Select(l => new LockNotice(key, l, LockChange.TakenOver, taken.Holder)), new LockNotice(key, taken, LockChange.Taken)],
            LockDecision.Renewed { Lock: var renewed } => [.. expired, new LockNotice(key, renewed, LockChange.Renewed)],
            LockDecision.Released { Lock: var released } => [.. expired, new LockNotice(key, released, LockChange.Released)],
            _ => expired,
        };
    }
}

/// <summary>The changes of a lock.</summary>
public enum LockChange
{
    /// <summary>It was acquired.</summary>
    Taken,

    /// <summary>Its holder renewed it with a lock request. Renewals by saves are not published.</summary>
    Renewed,

    /// <summary>Its holder released it.</summary>
    Released,

    /// <summary>Another session took it over.</summary>
    TakenOver,

    /// <summary>It expired.</summary>
    Expired,
}
