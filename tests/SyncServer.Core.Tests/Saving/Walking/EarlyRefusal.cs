using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// Refuses saves before the database is asked, based on observed decisions. It may refuse only saves that the database would refuse: a walk also decides each
/// save that was refused early, and reports a violation if it would have been accepted. Immutable, so that a walk can backtrack.
/// </summary>
public abstract record EarlyRefusal
{
    /// <summary>An instance that refuses nothing.</summary>
    public static EarlyRefusal Never { get; } = new Nothing();

    /// <summary>Observes a decision.</summary>
    public abstract EarlyRefusal After(SaveCommand command, SaveDecision decision, DateTimeOffset now);

    /// <summary>The early refusal of a save; null if the database must decide.</summary>
    public abstract SaveDecision.Refused? Check(SaveCommand command, DateTimeOffset now);

    private sealed record Nothing : EarlyRefusal
    {
        public override EarlyRefusal After(SaveCommand command, SaveDecision decision, DateTimeOffset now) => this;

        public override SaveDecision.Refused? Check(SaveCommand command, DateTimeOffset now) => null;
    }
}
