using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// Refuses saves from what it heard of decisions, before the database is asked. It may refuse only what is doomed: a walk decides each save that
/// it refuses all the same, and finds the law broken where that would have been accepted. Immutable, so that a walk can go back.
/// </summary>
public abstract record EarlyRefusal
{
    /// <summary>One that refuses nothing.</summary>
    public static EarlyRefusal Never { get; } = new Nothing();

    /// <summary>Hears of a decision.</summary>
    public abstract EarlyRefusal After(SaveCommand command, SaveDecision decision, DateTimeOffset now);

    /// <summary>The refusal of a save that is doomed; else null.</summary>
    public abstract SaveDecision.Refused? Check(SaveCommand command, DateTimeOffset now);

    private sealed record Nothing : EarlyRefusal
    {
        public override EarlyRefusal After(SaveCommand command, SaveDecision decision, DateTimeOffset now) => this;

        public override SaveDecision.Refused? Check(SaveCommand command, DateTimeOffset now) => null;
    }
}
