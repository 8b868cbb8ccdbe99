using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SyncServer.Core.Documents;

namespace SyncServer.Storage;

/// <summary>
/// A cache of documents, bounded by bytes. Safe for concurrent use. It has two generations: when the young one is full, it becomes the old one, and the
/// documents of the previous old generation that were not put again are evicted.
/// </summary>
/// <param name="maxBytes">The maximum size of both generations in bytes, overhead included.</param>
internal sealed class DocumentCache<T>(long maxBytes) : ICacheStatistics
    where T : class, ICachedDocument
{
    // Head, run, users and dictionary entry; measured at slightly less.
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

    /// <summary>Gets a document, if it is cached.</summary>
    public bool TryGet(DocumentKey key, [NotNullWhen(true)] out T? document)
    {
        var found = TryFind(key, out document);
        Interlocked.Increment(ref found ? ref _hits : ref _misses);
        return found;
    }

    /// <summary>Adds or replaces a document.</summary>
    /// <param name="key">The key.</param>
    /// <param name="document">The document.</param>
    /// <param name="unless">If this is true for the cached document, it is not replaced.</param>
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
                // A concurrent reader may miss a document between the two assignments. It then reads the database.
                _old = _young;
                _young = new();
                _youngBytes = 0;
            }
        }
    }

    /// <summary>Removes a document.</summary>
    public void Remove(DocumentKey key)
    {
        lock (_lock)
        {
            _old.TryRemove(key, out _);
            if (_young.TryRemove(key, out var removed))
            {
                _youngBytes -= removed.Size + EntryBytes;
            }
        }
    }

    /// <summary>Removes all documents.</summary>
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

/// <summary>A document in the cache.</summary>
internal interface ICachedDocument
{
    /// <summary>The size of its content in bytes.</summary>
    int Size { get; }
}
