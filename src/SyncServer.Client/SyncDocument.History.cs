using System.Runtime.CompilerServices;
using SyncServer.Client.Http;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

// The versions of the document.
public sealed partial class SyncDocument
{
    /// <summary>Lists the versions that the server keeps, newest first. Pages are read as they are needed.</summary>
    /// <param name="cancellation">Cancels the listing.</param>
    /// <returns>The versions.</returns>
    /// <exception cref="SyncProblemException">The server refuses it, or the document does not exist.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async IAsyncEnumerable<SyncRevision> HistoryAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var item in Pages.ReadAsync(_transport, Address.Path + "/revisions", "before", cancellation).ConfigureAwait(false))
        {
            yield return new SyncRevision(
                item.GetProperty("version").GetInt64(), item.GetProperty("savedAt").GetDateTimeOffset(), ProtocolJson.Person(item, "savedBy"),
                ProtocolJson.Text(item, "outcome") ?? "", item.GetProperty("size").GetInt64(), ProtocolJson.IsTrue(item, "deleted"));
        }
    }

    /// <summary>Reads the content of a version.</summary>
    /// <param name="version">The version's number.</param>
    /// <param name="cancellation">Cancels the read.</param>
    /// <returns>The content; null if the version is a delete.</returns>
    /// <exception cref="SyncProblemException">The version is not kept (404), or the server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<SyncContent?> RevisionAsync(long version, CancellationToken cancellation = default)
    {
        var response = await _transport.SendAsync(() => Address.Request(HttpMethod.Get, $"/revisions/{version}"), cancellation).ConfigureAwait(false);
        return response.IsDeleted ? null : response.EnsureSuccess().Content;
    }

    /// <summary>
    /// Makes the content of a version the document's, and saves it. It is sent like an edit of the user, after earlier changes are saved, so that nothing is lost: if another session has saved since, it
    /// is merged or a conflict. <see cref="RemoteChanged"/> is raised, as the editor has to show the content.
    /// </summary>
    /// <param name="version">The version's number.</param>
    /// <param name="cancellation">Ends the wait; once earlier changes are saved, the version is saved nevertheless.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice. If earlier changes cannot be saved, nothing is restored.</returns>
    /// <exception cref="InvalidOperationException">The version is a delete, or the document is closed.</exception>
    /// <exception cref="UnreadableContentException">The version cannot be shown.</exception>
    /// <exception cref="SyncProblemException">The version is not kept (404), or the server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public async Task<SyncStatus> RestoreAsync(long version, CancellationToken cancellation = default)
    {
        var content = await RevisionAsync(version, cancellation).ConfigureAwait(false) ?? throw new InvalidOperationException($"Version {version} is a delete.");
        var isRestored = false;
        do
        {
            var status = await FlushAsync(cancellation).ConfigureAwait(false);
            if (status.State is not (SyncState.Saved or SyncState.Closed))
            {
                return status;
            }

            await ReplaceAsync(
                machine =>
                {
                    ObjectDisposedException.ThrowIf(machine.Closed, this);
                    if (machine.WhyUnreadable(new DocumentVersion(version, ETag: null), content) is { } error)
                    {
                        throw error;
                    }

                    // What was typed meanwhile is saved first.
                    isRestored = machine.State is SyncState.Saved;
                    if (isRestored)
                    {
                        machine.Edit(content);
                    }
                },
                version,
                savedBy: null,
                cancellation).ConfigureAwait(false);
        }
        while (!isRestored);
        return await FlushAsync(cancellation).ConfigureAwait(false);
    }
}
