namespace SyncServer.Client;

/// <summary>
/// Stores one <see cref="Draft"/> for each user and document of one server, such as <see cref="FileDraftStore"/>. Must be thread-safe; there is one call at a time for each
/// document. An exception becomes <see cref="SyncStatus.DraftError"/>; saves continue. Saves wait up to 5 seconds for a call, and do not wait for the next ones until one has
/// succeeded again. A call is cancelled after 30 seconds, and repeated later.
/// </summary>
public interface IDraftStore
{
    /// <summary>Reads the draft of a document.</summary>
    /// <param name="key">The user and the document.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The draft; null if there is none.</returns>
    ValueTask<Draft?> ReadAsync(DraftKey key, CancellationToken cancellation);

    /// <summary>Reads every draft of a user with unsaved changes (<see cref="Draft.IsUnsaved"/>).</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The drafts, in any order.</returns>
    IAsyncEnumerable<Draft> ReadUnsavedAsync(string user, CancellationToken cancellation);

    /// <summary>Stores a draft in place of the last one with the same key. Once the task has completed, a crash does not lose unsaved changes.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="cancellation">Cancels the write.</param>
    /// <returns>A task that completes once the draft is durable.</returns>
    ValueTask WriteAsync(Draft draft, CancellationToken cancellation);

    /// <summary>Deletes the draft of a document. Does nothing if there is none.</summary>
    /// <param name="key">The user and the document.</param>
    /// <param name="cancellation">Cancels the delete.</param>
    /// <returns>A task that completes once the draft is deleted.</returns>
    ValueTask DeleteAsync(DraftKey key, CancellationToken cancellation);

    /// <summary>Deletes every draft of a user, also what cannot be read any more.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellation">Cancels the delete.</param>
    /// <returns>A task that completes once the drafts are deleted.</returns>
    ValueTask ClearAsync(string user, CancellationToken cancellation);

    /// <summary>Deletes every draft of all users that was not written since.</summary>
    /// <param name="writtenBefore">The time.</param>
    /// <param name="cancellation">Cancels the delete.</param>
    /// <returns>A task that completes once the drafts are deleted.</returns>
    ValueTask DeleteExpiredAsync(DateTimeOffset writtenBefore, CancellationToken cancellation);
}
