using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.LastWriters;

/// <summary>For a store inside this process: it decides a doomed save faster than a hint could be kept.</summary>
internal sealed class NoLastWriters : ILastWriters
{
    /// <inheritdoc/>
    public WriterHint? Find(DocumentKey key) => null;

    /// <inheritdoc/>
    public bool IsVersion(DocumentKey key, ETag etag) => false;

    /// <inheritdoc/>
    public ValueTask<WriterHint?> FindAsync(DocumentKey key, Head head) => default;

    /// <inheritdoc/>
    public void Forget(DocumentKey key)
    {
    }

    /// <inheritdoc/>
    public void Learn(IReadOnlyList<SaveCommand> batch, IReadOnlyList<SaveDecision> decisions)
    {
    }
}
