using System.Diagnostics.CodeAnalysis;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// A cache of heads. Other nodes write too, so no save is decided from it. It saves reading the bytes of a version that the database names, and serves reads
/// while an entry is young.
/// </summary>
/// <param name="maxBytes">The maximum size in bytes.</param>
/// <param name="time">The clock that the age of entries is measured with.</param>
internal sealed class HeadCache(long maxBytes, TimeProvider time)
{
    private readonly DocumentCache<CachedHead> _cache = new(maxBytes);

    /// <summary>Statistics of lookups.</summary>
    public ICacheStatistics Statistics => _cache;

    /// <summary>Gets the cached head of a document, however old.</summary>
    public bool TryGet(DocumentKey key, [NotNullWhen(true)] out CachedHead? document) => _cache.TryGet(key, out document);

    /// <summary>Whether an entry may be returned to readers without a query (docs/protocol.md, section 6).</summary>
    public bool IsYoung(CachedHead head) => time.GetElapsedTime(head.ReadAt) < IDocumentReader.MaxStale;

    /// <summary>The bytes of the version with an ETag; null if they are not cached.</summary>
    public Content? ContentOf(DocumentKey key, ETag etag) => TryGet(key, out var cached) && cached.Head.ETag == etag ? cached.Content : null;

    /// <summary>Removes an entry.</summary>
    public void Remove(DocumentKey key) => _cache.Remove(key);

    /// <summary>Removes all entries.</summary>
    public void Clear() => _cache.Clear();

    /// <summary>Adds or replaces an entry. A lookup that returns after a newer version was cached does not replace it.</summary>
    public void Put(DocumentKey key, CachedHead head) =>
        _cache.Put(key, head, unless: cached => cached.Head.Version > head.Head.Version && IsYoung(cached));
}

/// <summary>A cached head.</summary>
/// <param name="Head">The head.</param>
/// <param name="Chain">The chain of the newest version.</param>
/// <param name="Content">The newest version's bytes; null for a tombstone, and if they were not needed yet.</param>
/// <param name="HasLocks">Whether the document had locks.</param>
/// <param name="ReadAt">A timestamp of a time at which this was certainly the newest version.</param>
internal sealed record CachedHead(Head Head, Chain Chain, Content? Content, bool HasLocks, long ReadAt) : ICachedDocument
{
    /// <inheritdoc/>
    public int Size => Content?.Bytes.Length ?? 0;

    /// <summary>Whether the bytes are cached, or there are none.</summary>
    public bool HasContent => Content is not null || Head.Deleted;
}
