using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>Sends the drafts of documents that are not open, in batches (protocol 8).</summary>
/// <param name="drafts">Where they are.</param>
/// <param name="wire">The way to the server.</param>
/// <param name="session">The session of drafts without one.</param>
/// <param name="hold">Keeps a document from being opened meanwhile; false where it is open.</param>
/// <param name="release">Lets it be opened again.</param>
internal sealed class DraftUpload(IDraftStore drafts, Wire wire, ClientSession session, Func<DocumentAddress, bool> hold, Action<DocumentAddress> release)
{
    private readonly List<Item> _items = [];

    /// <summary>Sends them.</summary>
    /// <returns>Whether none is left.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await ReadAsync(cancellation).ConfigureAwait(false);
            while (NextBatch() is { Count: > 0 } batch)
            {
                await SendAsync(batch, cancellation).ConfigureAwait(false);
            }

            return _items.TrueForAll(item => item.Edits.State is SyncState.Saved);
        }
        finally
        {
            _items.ForEach(item =>
            {
                session.Close(item.Edits.Sequence);
                release(item.Address);
            });
        }
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await foreach (var found in drafts.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            var address = new DocumentAddress(found.Collection, found.Id);
            if (!hold(address))
            {
                continue;
            }

            var item = new Item(address, new Edits(session.Id, session.Sequence, ClientSession.NewId, maxInFlight: 1, merge: false));
            _items.Add(item);
            // Once more: it may have been opened and closed since.
            if (await drafts.ReadAsync(found.Collection, found.Id, cancellation).ConfigureAwait(false) is { } draft)
            {
                item.Edits.Open(draft);
                item.Save = await NextAsync(item).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One save of each document at a time; those of one session go together.</summary>
    private List<Item> NextBatch()
    {
        var ready = _items.FindAll(item => item.Save is not null);
        var bytes = 0L;
        return [.. ready
            .Where(item => string.Equals(item.Save!.Session, ready[0].Save!.Session, StringComparison.Ordinal))
            .Take(BatchRequests.MostSaves)
            .TakeWhile((item, n) => (bytes += item.Save!.Content?.Bytes.Length ?? 0) <= BatchRequests.MostBytes || n == 0)];
    }

    private async Task SendAsync(List<Item> batch, CancellationToken cancellation)
    {
        var saves = batch.ConvertAll(item => (item.Address, item.Save!));
        var reply = await wire.SendAsync(() => BatchRequests.Request(saves), cancellation).ConfigureAwait(false);
        var answers = BatchRequests.Answers(saves, reply.Expect().Json());
        foreach (var (item, answer) in batch.Zip(answers))
        {
            var save = item.Save!;
            item.Save = null;
            if (answer is not null)
            {
                item.Edits.Answered(save, answer);
                item.Save = await NextAsync(item).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The next save of a document, kept before it is sent.</summary>
    private async Task<Save?> NextAsync(Item item)
    {
        if (item.Edits.Stored is not null)
        {
            // No editor has the document open.
            item.Edits.AdoptStored();
        }

        var next = item.Edits.Next();
        var (collection, id) = (item.Address.Collection, item.Address.Id);
        if (item.Edits.ToDraft(collection, id) is { } draft)
        {
            await drafts.WriteAsync(draft, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await drafts.DeleteAsync(collection, id, CancellationToken.None).ConfigureAwait(false);
        }

        return next;
    }

    private sealed record Item(DocumentAddress Address, Edits Edits)
    {
        public Save? Save { get; set; }
    }
}
