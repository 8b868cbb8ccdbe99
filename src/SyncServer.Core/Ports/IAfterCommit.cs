using SyncServer.Core.Saving;

namespace SyncServer.Core.Ports;

/// <summary>Told of every batch that the database has decided. The writer calls it, so it returns at once.</summary>
public interface IAfterCommit
{
    /// <summary>What was accepted is durable.</summary>
    void Committed(IReadOnlyList<SaveCommand> batch, IReadOnlyList<SaveDecision> decisions);
}
