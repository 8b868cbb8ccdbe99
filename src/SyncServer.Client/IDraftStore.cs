namespace SyncServer.Client;

/// <summary>
/// Stores unsaved changes: one <see cref="Draft"/> for each document, for one user of one server. Must be thread-safe; there is one call at a time for each
/// document. An exception of <see cref="WriteAsync"/> or <see cref="DeleteAsync"/> becomes <see cref="SyncStatus.DraftError"/>.
/// </summary>
public interface IDraftStore
{
    /// <summary>Reads the draft of a document.</summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">The document's id within the collection.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The draft; null if there is none.</returns>
    ValueTask<Draft?> ReadAsync(string collection, string id, CancellationToken cancellation);

    /// <summary>Reads every draft.</summary>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The drafts, in any order.</returns>
    IAsyncEnumerable<Draft> ReadAllAsync(CancellationToken cancellation);

    /// <summary>Stores a draft in place of the document's last one. Once the task has completed, a crash does not lose the draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="cancellation">Cancels the write.</param>
    /// <returns>A task that completes once the draft is durable.</returns>
    ValueTask WriteAsync(Draft draft, CancellationToken cancellation);

    /// <summary>Deletes the draft of a document. Does nothing if there is none.</summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">The document's id within the collection.</param>
    /// <param name="cancellation">Cancels the delete.</param>
    /// <returns>A task that completes once the draft is deleted.</returns>
    ValueTask DeleteAsync(string collection, string id, CancellationToken cancellation);
}
