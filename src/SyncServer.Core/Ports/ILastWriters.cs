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

    /// <summary>Asks the other nodes for what they know, where there are any; null where they know nothing or do not answer.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="atLeast">The head that this node has seen: nothing older is of use.</param>
    ValueTask<WriterHint?> AskAsync(DocumentKey key, ETag atLeast);

    /// <summary>Keeps what another node said, once the head that it names was found to be true.</summary>
    void Trust(DocumentKey key, WriterHint known);

    /// <summary>Forgets what turned out to be wrong.</summary>
    void Forget(DocumentKey key);

    /// <summary>Learns from a batch that the database has decided.</summary>
    void Learn(IReadOnlyList<SaveCommand> batch, IReadOnlyList<SaveDecision> decisions);
}
