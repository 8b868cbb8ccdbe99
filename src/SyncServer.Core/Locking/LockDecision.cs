namespace SyncServer.Core.Locking;

/// <summary>What became of a <see cref="LockCommand"/>. A refusal is a value, not an exception.</summary>
public abstract record LockDecision
{
    private LockDecision()
    {
    }

    /// <summary>The locks of the document that have died, whatever was asked for: they are to be removed.</summary>
    public IReadOnlyList<DocumentLock> Expired { get; init; } = [];

    /// <summary>Every lock that is to be removed.</summary>
    public IReadOnlyList<DocumentLock> Removed => this switch
    {
        Taken { Lost: var lost } => [.. Expired, .. lost],
        Released { Lock: var released } => [.. Expired, released],
        _ => Expired,
    };

    /// <summary>The lock that is to be written, new or as it is now.</summary>
    public DocumentLock? Kept => this switch
    {
        Taken { Lock: var taken } => taken,
        Renewed { Lock: var renewed } => renewed,
        _ => null,
    };

    /// <summary>A new lock is to be kept.</summary>
    /// <param name="Lock">The lock.</param>
    /// <param name="Lost">The locks that were taken from their holders for it: they are to be removed.</param>
    public sealed record Taken(DocumentLock Lock, IReadOnlyList<DocumentLock> Lost) : LockDecision;

    /// <summary>A lock is to be kept for longer.</summary>
    /// <param name="Lock">The lock as it is now.</param>
    public sealed record Renewed(DocumentLock Lock) : LockDecision;

    /// <summary>A lock is to be removed.</summary>
    /// <param name="Lock">The lock.</param>
    public sealed record Released(DocumentLock Lock) : LockDecision;

    /// <summary>Somebody else has it.</summary>
    /// <param name="Lock">The lock that is in the way.</param>
    public sealed record Refused(DocumentLock Lock) : LockDecision;

    /// <summary>The session holds no such lock: it died, was taken over, or never was.</summary>
    public sealed record NotHeld : LockDecision;

    /// <summary>The document has as many locks as one can have.</summary>
    public sealed record TooMany : LockDecision;

    /// <summary>Only the dead are to be removed.</summary>
    public sealed record Cleared : LockDecision;
}
