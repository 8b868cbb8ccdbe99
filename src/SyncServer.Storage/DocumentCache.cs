using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SyncServer.Core.Documents;

namespace SyncServer.Storage;

/// <summary>
/// What is in memory of the documents used last, bounded by bytes. Safe from any thread.
/// Two generations make it cheap: what is not used while the young one fills is dropped with the old one.
/// </summary>
/// <param name="maxBytes">How many bytes of content and bookkeeping both generations may hold together.</param>
internal sealed class DocumentCache<T>(long maxBytes) : ICacheStatistics
    where T : class, ICachedDocument
{
    // Head, run, people and dictionary entry: measured at a little under this.
    private const int EntryBytes = 768;

    private readonly Lock _lock = new();
    private ConcurrentDictionary<DocumentKey, T> _young = new();
    private ConcurrentDictionary<DocumentKey, T> _old = new();
    private long _youngBytes;
    private long _hits;
    private long _misses;

    /// <inheritdoc/>
    public long Hits => Interlocked.Read(ref _hits);

    /// <inheritdoc/>
    public long Misses => Interlocked.Read(ref _misses);

    /// <summary>The document, if it is here.</summary>
    public bool TryGet(DocumentKey key, [NotNullWhen(true)] out T? document)
    {
        var found = TryFind(key, out document);
        Interlocked.Increment(ref found ? ref _hits : ref _misses);
        return found;
    }

    /// <summary>Puts a document.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="document">What to put.</param>
    /// <param name="unless">Whether what is here stays.</param>
    public void Put(DocumentKey key, T document, Predicate<T>? unless = null)
    {
        lock (_lock)
        {
            if (unless is not null && TryFind(key, out var here) && unless(here))
            {
                return;
            }

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
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _old = new();
            _young = new();
            _youngBytes = 0;
        }
    }

    private bool TryFind(DocumentKey key, [NotNullWhen(true)] out T? document) =>
        _young.TryGetValue(key, out document) || _old.TryGetValue(key, out document);
}

/// <summary>A document in memory.</summary>
internal interface ICachedDocument
{
    /// <summary>Bytes of its content.</summary>
    int Size { get; }
}
