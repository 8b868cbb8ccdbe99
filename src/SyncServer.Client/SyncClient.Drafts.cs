using System.Runtime.CompilerServices;
using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

// What the device holds of documents that are not open.
public sealed partial class SyncClient
{
    /// <summary>
    /// Saves all unsaved changes: of open documents, and of the drafts of documents that are not open, in batches (docs/protocol.md, section 8). A draft that meets a
    /// conflict or a refusal stays, and is sent again when its document is opened. The client sends drafts also by itself: once the first document is open, after a sleep, and
    /// when the network is back.
    /// </summary>
    /// <param name="cancellation">Ends the wait; what is not saved yet stays pending.</param>
    /// <returns>True if everything is on the server now.</returns>
    /// <exception cref="HttpRequestException">The server cannot be reached; what is not saved stays in the drafts.</exception>
    public async Task<bool> FlushAllAsync(CancellationToken cancellation = default)
    {
        var flushed = Task.WhenAll(OpenDocuments().Select(document => document.RetryAsync(cancellation)));
        var all = await _outbox.RunAsync(cancellation).ConfigureAwait(false);
        return (await flushed.ConfigureAwait(false)).All(status => status.State is SyncState.Saved) && all;
    }

    /// <summary>Lists the user's drafts with unsaved changes, also those of open documents.</summary>
    /// <param name="cancellation">Cancels the listing.</param>
    /// <returns>The drafts, in any order; none without a draft store.</returns>
    /// <exception cref="HttpRequestException">The user is not known yet (<see cref="SyncClientOptions.User"/>), and the server cannot be reached.</exception>
    public async IAsyncEnumerable<Draft> ListUnsavedAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (_options.Drafts is not { } drafts)
        {
            yield break;
        }

        var user = await _identity.GetUserAsync(cancellation).ConfigureAwait(false);
        await foreach (var draft in drafts.ReadUnsavedAsync(user, cancellation).ConfigureAwait(false))
        {
            yield return draft;
        }
    }

    /// <summary>Deletes everything that the device holds of the user, for signing out. Unsaved changes are lost: call <see cref="FlushAllAsync"/> first.</summary>
    /// <param name="cancellation">Cancels the delete.</param>
    /// <returns>A task that completes once the drafts are deleted.</returns>
    /// <exception cref="InvalidOperationException">A document is open: it would write its draft again.</exception>
    /// <exception cref="HttpRequestException">The user is not known yet (<see cref="SyncClientOptions.User"/>), and the server cannot be reached.</exception>
    public async Task ClearAsync(CancellationToken cancellation = default)
    {
        if (OpenDocuments().Count > 0)
        {
            throw new InvalidOperationException("A document is open: dispose it first.");
        }

        await _outbox.StopAsync(cancellation).ConfigureAwait(false);
        if (_options.Drafts is { } drafts)
        {
            await drafts.ClearAsync(await _identity.GetUserAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> UploadAsync(CancellationToken cancellation)
    {
        if (_options.Drafts is not { } drafts)
        {
            return true;
        }

        if (_options.DraftLife < TimeSpan.MaxValue)
        {
            await drafts.DeleteExpiredAsync(_options.Time.GetUtcNow() - _options.DraftLife, cancellation).ConfigureAwait(false);
        }

        var user = await _identity.GetUserAsync(cancellation).ConfigureAwait(false);
        return await new DraftUpload(drafts, user, _transport, _session, TryReserve, Release, _options.Time).RunAsync(cancellation).ConfigureAwait(false);
    }

    private bool TryReserve(DocumentAddress address)
    {
        lock (_gate)
        {
            return _open.TryAdd(address, null);
        }
    }
}
