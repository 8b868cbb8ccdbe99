namespace SyncServer.Client;

/// <summary>
/// Keeps what was typed and is not known to be saved: one <see cref="Draft"/> for each document, for one user of one server. Must be safe to use from several threads; one
/// document has one call at a time. What <see cref="WriteAsync"/> or <see cref="DeleteAsync"/> throws is shown as <see cref="SyncStatus.DraftError"/>.
/// </summary>
public interface IDraftStore
{
    /// <summary>Reads the draft of a document.</summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">The document's id within the collection.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <returns>The draft; null if there is none.</returns>
    ValueTask<Draft?> ReadAsync(string collection, string id, CancellationToken cancellation);

    /// <summary>Reads every draft.</summary>
    /// <param name="cancellation">Cancels the reading.</param>
    /// <returns>The drafts, in any order.</returns>
    IAsyncEnumerable<Draft> ReadAllAsync(CancellationToken cancellation);

    /// <summary>Keeps a draft in place of the document's last one. Once the task has completed, a crash does not lose the draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="cancellation">Cancels the writing.</param>
    /// <returns>A task that completes once the draft is durable.</returns>
    ValueTask WriteAsync(Draft draft, CancellationToken cancellation);

    /// <summary>Removes the draft of a document. Does nothing if there is none.</summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">The document's id within the collection.</param>
    /// <param name="cancellation">Cancels the removal.</param>
    /// <returns>A task that completes once the draft is gone.</returns>
    ValueTask DeleteAsync(string collection, string id, CancellationToken cancellation);
}
