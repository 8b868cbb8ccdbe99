using System.Collections.Immutable;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// Refuses early by <see cref="RecentConflict"/>, as the server does, but already after the first conflict instead of after a second of conflicts.
/// </summary>
public sealed record RecentConflicts : EarlyRefusal
{
    private ImmutableSortedDictionary<UInt128, RecentConflict> _conflicts = ImmutableSortedDictionary<UInt128, RecentConflict>.Empty;
    private Head? _head;

    /// <summary>An instance that has observed no decision.</summary>
    public static RecentConflicts None { get; } = new();

    /// <inheritdoc/>
    public override EarlyRefusal After(SaveCommand command, SaveDecision decision, DateTimeOffset now) => this with
    {
        _head = decision switch { SaveDecision.Accepted accepted => accepted.Head, SaveDecision.Refused { Head: { } head } => head, _ => _head },
        _conflicts = command.Session is not { } session ? _conflicts
            : RecentConflict.Of(command, decision) is { } conflict ? _conflicts.SetItem(session.Hash, conflict)
            : decision is SaveDecision.Accepted ? _conflicts.Remove(session.Hash)
            : _conflicts,
    };

    /// <inheritdoc/>
    public override SaveDecision.Refused? Check(SaveCommand command, DateTimeOffset now) =>
        command.Session is { } session && _conflicts.TryGetValue(session.Hash, out var conflict) && conflict.WouldRefuse(command)
            ? new SaveDecision.Refused(Refusal.EditConflict) { Head = _head, Named = conflict.Named } : null;

    /// <inheritdoc/>
    public bool Equals(RecentConflicts? other) => other is not null && _head == other._head && _conflicts.SequenceEqual(other._conflicts);

    /// <inheritdoc/>
    public override int GetHashCode() => _conflicts.Aggregate(HashCode.Combine(_head?.Version), HashCode.Combine);
}
