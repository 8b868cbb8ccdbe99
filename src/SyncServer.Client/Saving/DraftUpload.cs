using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>Saves the drafts of documents that are not open, in batches (docs/protocol.md, section 8).</summary>
/// <param name="drafts">The drafts.</param>
/// <param name="user">Whose drafts.</param>
/// <param name="transport">Sends the requests.</param>
/// <param name="session">The session of drafts without one.</param>
/// <param name="reserve">Prevents a document from being opened meanwhile; false where it is open.</param>
/// <param name="release">Allows it to be opened again.</param>
/// <param name="time">The clock.</param>
internal sealed class DraftUpload(
    IDraftStore drafts, string user, Transport transport, ClientSession session, Func<DocumentAddress, bool> reserve, Action<DocumentAddress> release, TimeProvider time)
{
    private readonly List<Item> _items = [];

    /// <summary>Saves the drafts.</summary>
    /// <returns>Whether no draft is left.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await ReadAsync(cancellation).ConfigureAwait(false);
            while (NextBatch() is { Count: > 0 } batch)
            {
                await SendAsync(batch, cancellation).ConfigureAwait(false);
            }

            return _items.TrueForAll(item => item.Machine.State is SyncState.Saved);
        }
        finally
        {
            _items.ForEach(item =>
            {
                session.DocumentClosed(item.Machine.Sequence);
                release(item.Address);
            });
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await foreach (var found in drafts.ReadUnsavedAsync(user, cancellation).ConfigureAwait(false))
        {
            var address = new DocumentAddress(found.Collection, found.Id);
            if (!reserve(address))
            {
                continue;
            }

            var item = new Item(address, new SaveStateMachine(session.Id, session.Sequence, ClientSession.NewId, maxInFlight: 1, found.Merge));
            _items.Add(item);
            // Again: the document may have been opened and closed since.
            if (await drafts.ReadAsync(found.Key, cancellation).ConfigureAwait(false) is { IsUnsaved: true } draft)
            {
                item.Machine.Open(draft);
                item.Save = await NextAsync(item, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>At most one save of each document, all of one session.</summary>
    private List<Item> NextBatch()
    {
        var ready = _items.FindAll(item => item.Save is not null);
        var bytes = 0L;
        return [.. ready
            .Where(item => string.Equals(item.Save!.Session, ready[0].Save!.Session, StringComparison.Ordinal))
            .Take(BatchRequests.MaxSaves)
            .TakeWhile((item, n) => (bytes += item.Save!.Content?.Bytes.Length ?? 0) <= BatchRequests.MaxBytes || n == 0)];
    }

    private async Task SendAsync(List<Item> batch, CancellationToken cancellation)
    {
        var saves = batch.ConvertAll(item => (item.Address, item.Save!));
        var response = await transport.SendAsync(() => BatchRequests.Request(saves), cancellation).ConfigureAwait(false);
        var results = BatchRequests.Results(saves, response.EnsureSuccess().Json());
        foreach (var (item, result) in batch.Zip(results))
        {
            var save = item.Save!;
            item.Save = null;
            if (result is not null)
            {
                item.Machine.Responded(save, result);
                item.Save = await NextAsync(item, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The next save of a document. Its draft is written before it is sent.</summary>
    private async Task<Save?> NextAsync(Item item, CancellationToken cancellation)
    {
        if (item.Machine.Adoptable is not null)
        {
            // No editor has the document open.
            item.Machine.AdoptResponse();
        }

        var next = item.Machine.NextSave();
        var (collection, id) = (item.Address.Collection, item.Address.Id);
        if (item.Machine.ToDraft(collection, id) is { } draft)
        {
            await drafts.WriteAsync(draft with { User = user, WrittenAt = time.GetUtcNow() }, cancellation).ConfigureAwait(false);
        }
        else
        {
            await drafts.DeleteAsync(new DraftKey(user, collection, id), cancellation).ConfigureAwait(false);
        }

        return next;
    }

    private sealed record Item(DocumentAddress Address, SaveStateMachine Machine)
    {
        public Save? Save { get; set; }
    }
}
