namespace SyncServer.Core.Saving;

/// <summary>Hears of every batch after its commit, in the order of the commits of its documents. The writer calls it, so it neither waits nor throws.</summary>
public interface ICommitObserver
{
    /// <summary>What was accepted is durable.</summary>
    void Committed(CommittedBatch batch);
}

/// <summary>Saves that were decided and committed together.</summary>
/// <param name="Commands">The saves.</param>
/// <param name="Decisions">The decision of each, in the same order.</param>
/// <param name="Duration">How long deciding, writing and committing took.</param>
public sealed record CommittedBatch(IReadOnlyList<SaveCommand> Commands, IReadOnlyList<SaveDecision> Decisions, TimeSpan Duration)
{
    /// <summary>Whether any of them wrote a version.</summary>
    public bool HasWritten { get; } = Decisions.Any(decision => decision is SaveDecision.Written);
}
