using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SyncServer.Core.Documents;

namespace SyncServer.Storage;

/// <summary>
/// The committed state of the documents used last, bounded by bytes. Only the writer fills it, after its commit; anybody may read it.
/// Two generations make it cheap: what is not used while the young one fills is dropped with the old one.
/// </summary>
/// <param name="maxBytes">How many bytes of content and bookkeeping both generations may hold together.</param>
internal sealed class DocumentCache(long maxBytes)
{
    // Head, run, people and dictionary entry: measured at a little under this.
    private const int EntryBytes = 768;

    private ConcurrentDictionary<DocumentKey, StoredDocument> _young = new();
    private ConcurrentDictionary<DocumentKey, StoredDocument> _old = new();
    private long _youngBytes;

    /// <summary>The document as last committed, if it is here.</summary>
    public bool TryGet(DocumentKey key, [NotNullWhen(true)] out StoredDocument? document) =>
        _young.TryGetValue(key, out document) || _old.TryGetValue(key, out document);

    /// <summary>Puts what was committed. Called by the writer alone.</summary>
    public void Put(DocumentKey key, StoredDocument document)
    {
        _youngBytes += document.Size + (_young.TryGetValue(key, out var before) ? -before.Size : EntryBytes);
        _young[key] = document;
        if (_youngBytes > maxBytes / 2)
        {
            // Readers may miss for a moment; a miss reads the database.
            _old = _young;
            _young = new();
            _youngBytes = 0;
        }
    }

    /// <summary>Forgets everything. Called by the writer alone, when a commit failed.</summary>
    public void Clear()
    {
        _old = new();
        _young = new();
        _youngBytes = 0;
    }
}

/// <summary>A document as the log has it.</summary>
/// <param name="Doc">Its number in the database.</param>
/// <param name="Head">Its newest version and run.</param>
/// <param name="Content">The newest version's bytes; null on a tombstone.</param>
/// <param name="Chain">What reading the newest version takes.</param>
/// <param name="Accepted">When its run was last accepted, as a timestamp of the process; null where that was before it was loaded.</param>
internal sealed record StoredDocument(long Doc, Head Head, Content? Content, Chain Chain, long? Accepted)
{
    public int Size => Content?.Bytes.Length ?? 0;
}
