using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>The one way to write: decides saves inside the transaction that writes them.</summary>
public interface IDocumentLog
{
    /// <summary>How many batches may be under way at once, from 1. Two batches under way never hold the same document.</summary>
    int MaxBatches { get; }

    /// <summary>
    /// Opens the documents, decides each command in order with <see cref="OpenDocument.Decide"/> against what the commands before it
    /// left, writes, and commits once. When this returns, what was accepted is durable.
    /// </summary>
    /// <param name="batch">The commands; any number of them may name one document.</param>
    /// <returns>A decision for each command, in order.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer. The batch may have been committed or not.</exception>
    /// <exception cref="Exception">Nothing of the batch was accepted.</exception>
    Task<IReadOnlyList<SaveDecision>> CommitAsync(IReadOnlyList<SaveCommand> batch);
}
