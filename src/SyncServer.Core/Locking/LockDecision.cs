namespace SyncServer.Core.Locking;

/// <summary>The result of deciding a <see cref="LockCommand"/>. A refusal is a value, not an exception.</summary>
public abstract record LockDecision
{
    private LockDecision()
    {
    }

    /// <summary>The expired locks of the document, which every command removes.</summary>
    public IReadOnlyList<DocumentLock> Expired { get; init; } = [];

    /// <summary>All locks that the store must remove.</summary>
    public IReadOnlyList<DocumentLock> LocksToRemove => this switch
    {
        Taken { Lost: var lost } => [.. Expired, .. lost],
        Released { Lock: var released } => [.. Expired, released],
        _ => Expired,
    };

    /// <summary>The new or renewed lock that the store must write; null if there is none.</summary>
    public DocumentLock? LockToWrite => this switch
    {
        Taken { Lock: var taken } => taken,
        Renewed { Lock: var renewed } => renewed,
        _ => null,
    };

    /// <summary>A new lock was acquired.</summary>
    /// <param name="Lock">The lock.</param>
    /// <param name="Lost">The locks that were taken over for it.</param>
    public sealed record Taken(DocumentLock Lock, IReadOnlyList<DocumentLock> Lost) : LockDecision;

    /// <summary>A lock was renewed.</summary>
    /// <param name="Lock">The renewed lock.</param>
    public sealed record Renewed(DocumentLock Lock) : LockDecision;

    /// <summary>A lock was released.</summary>
    /// <param name="Lock">The released lock.</param>
    public sealed record Released(DocumentLock Lock) : LockDecision;

    /// <summary>Refused: another session holds an overlapping lock.</summary>
    /// <param name="Lock">That lock.</param>
    public sealed record Refused(DocumentLock Lock) : LockDecision;

    /// <summary>Refused: the session does not hold this lock. It expired, was taken over, or never existed.</summary>
    public sealed record NotHeld : LockDecision;

    /// <summary>Refused: the document already has <see cref="LockRules.Max"/> locks.</summary>
    public sealed record TooMany : LockDecision;

    /// <summary>Only expired locks are removed.</summary>
    public sealed record Cleared : LockDecision;
}
