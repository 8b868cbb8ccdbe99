using SyncServer.Core.Documents;

namespace SyncServer.Core.Locking;

/// <summary>What happened to a lock.</summary>
/// <param name="Key">The document.</param>
/// <param name="Lock">The lock as it is now, or as it was last.</param>
/// <param name="What">What happened.</param>
/// <param name="TakenBy">Who took it over, where somebody did.</param>
public sealed record LockNews(DocumentKey Key, DocumentLock Lock, LockChange What, Person? TakenBy = null)
{
    /// <summary>What a decision tells, in order.</summary>
    public static IEnumerable<LockNews> Of(DocumentKey key, LockDecision decision)
    {
        var expired = decision.Expired.Select(l => new LockNews(key, l, LockChange.Expired));
        return decision switch
        {
            LockDecision.Taken { Lock: var taken, Lost: var lost } =>
                [.. expired, .. lost.Select(l => new LockNews(key, l, LockChange.TakenOver, taken.Holder)), new LockNews(key, taken, LockChange.Taken)],
            LockDecision.Renewed { Lock: var renewed } => [.. expired, new LockNews(key, renewed, LockChange.Renewed)],
            LockDecision.Released { Lock: var released } => [.. expired, new LockNews(key, released, LockChange.Released)],
            _ => expired,
        };
    }
}

/// <summary>What can happen to a lock.</summary>
public enum LockChange
{
    /// <summary>Somebody has it now.</summary>
    Taken,

    /// <summary>Its holder asked to keep it for longer. What saves renew is not told.</summary>
    Renewed,

    /// <summary>Its holder gave it back.</summary>
    Released,

    /// <summary>Somebody else took it from its holder.</summary>
    TakenOver,

    /// <summary>Its time ran out.</summary>
    Expired,
}
