using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>The append-only log of versions. It decides saves inside the transaction that writes them. There is no other way to write a version.</summary>
public interface IDocumentLog
{
    /// <summary>How many batches may be in flight at a time, from 1. Two batches in flight must not contain the same document.</summary>
    int MaxBatches { get; }

    /// <summary>
    /// Opens the documents, decides each command in order with <see cref="OpenDocument.Decide"/>, on top of the commands before it, writes the results and
    /// commits once. When the method returns, accepted saves are durable.
    /// </summary>
    /// <param name="batch">The commands. Several may be for one document.</param>
    /// <param name="quotas">The quotas and what counts against them before the batch; null if there are none.</param>
    /// <returns>The decision of each command, in order.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer. The batch may or may not have been committed.</exception>
    /// <exception cref="Exception">The batch was rolled back.</exception>
    Task<IReadOnlyList<SaveDecision>> CommitAsync(IReadOnlyList<SaveCommand> batch, QuotaUsage? quotas = null);
}
