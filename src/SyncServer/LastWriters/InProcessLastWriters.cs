using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.LastWriters;

/// <summary>What this process has learned from its own commits, refusals and questions.</summary>
internal sealed class InProcessLastWriters : ILastWriters
{
    private readonly Lock _lock = new();
    private readonly RecentlyUsed<DocumentKey, WriterHint> _documents = new(5_000);
    private readonly RecentlyUsed<(DocumentKey Key, ETag ETag), bool> _versions = new(50_000);

    /// <inheritdoc/>
    public WriterHint? Find(DocumentKey key) => _documents.TryGet(key, out var known) ? known : null;

    /// <inheritdoc/>
    public bool IsVersion(DocumentKey key, ETag etag) => _versions.TryGet((key, etag), out _);

    /// <inheritdoc/>
    public ValueTask<WriterHint?> FindAsync(DocumentKey key, Head head)
    {
        _versions.Put((key, head.ETag), value: true);
        return ValueTask.FromResult(Find(key) is { } known && known.Head.Version >= head.Version ? known : null);
    }

    /// <summary>Keeps what other nodes know of all saves up to a head.</summary>
    public WriterHint Put(DocumentKey key, Head head, WriterHint told)
    {
        lock (_lock)
        {
            // No further than the head: what Redis says beyond it may be a lie.
            var known = told.At(head).Over(Find(key));
            _documents.Put(key, known);
            return known;
        }
    }

    /// <inheritdoc/>
    public void Forget(DocumentKey key) => _documents.Remove(key);

    /// <inheritdoc/>
    public void Learn(IReadOnlyList<SaveCommand> batch, IReadOnlyList<SaveDecision> decisions)
    {
        lock (_lock)
        {
            for (var i = 0; i < decisions.Count; i++)
            {
                var key = batch[i].Key;
                if (AcceptedSave.Of(batch[i], decisions[i]) is { } save)
                {
                    _documents.Put(key, Find(key)?.After(save) ?? WriterHint.Of(save));
                    _versions.Put((key, save.Head.ETag), value: true);
                }
                else if (decisions[i] is SaveDecision.Refused { Reason: Refusal.EditConflict, Head: { } head, Base: { } named })
                {
                    _documents.Put(key, WriterHint.AfterRefusal(Find(key), batch[i], head, named));
                    _versions.Put((key, named), value: true);
                }
            }
        }
    }
}
