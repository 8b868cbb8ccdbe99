namespace SyncServer.Core.Saving;

/// <summary>Observes every batch after its commit. The calls for one document come in the order of its commits. The writer calls it, so it must neither block nor throw.</summary>
public interface ICommitObserver
{
    /// <summary>A batch was committed. Its accepted saves are durable.</summary>
    void Committed(CommittedBatch batch);
}

/// <summary>Saves that were decided and committed in one transaction.</summary>
/// <param name="Commands">The saves.</param>
/// <param name="Decisions">The decision of each save, in the same order.</param>
/// <param name="Duration">How long deciding, writing and committing took.</param>
public sealed record CommittedBatch(IReadOnlyList<SaveCommand> Commands, IReadOnlyList<SaveDecision> Decisions, TimeSpan Duration)
{
    /// <summary>Whether any of them wrote a version.</summary>
    public bool HasWritten { get; } = Decisions.Any(decision => decision is SaveDecision.Written);
}
