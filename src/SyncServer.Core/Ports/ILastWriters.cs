using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Ports;

/// <summary>Last-writer state outside of the database. Nothing here waits for anything to be made durable, and all of it may be lost.</summary>
public interface ILastWriters
{
    /// <summary>What this process knows at once; null where it knows nothing.</summary>
    WriterHint? Find(DocumentKey key);

    /// <summary>Whether an ETag is known to be one of the document's.</summary>
    bool IsVersion(DocumentKey key, ETag etag);

    /// <summary>What is known of all saves up to a head, by this process or by asking the other nodes; null where that is too little.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="head">What the database said.</param>
    ValueTask<WriterHint?> FindAsync(DocumentKey key, Head head);

    /// <summary>Forgets what turned out to be wrong.</summary>
    void Forget(DocumentKey key);

    /// <summary>Learns from a batch that the database has decided.</summary>
    void Learn(IReadOnlyList<SaveCommand> batch, IReadOnlyList<SaveDecision> decisions);
}
