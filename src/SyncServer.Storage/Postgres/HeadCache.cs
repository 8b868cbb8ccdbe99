using System.Diagnostics.CodeAnalysis;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The documents as this process last saw them. Other nodes write too, so they decide nothing by themselves: they spare reading the bytes
/// of a version that the database names, and answer reads while they are young.
/// </summary>
/// <param name="maxBytes">How many bytes may stay in memory.</param>
/// <param name="time">Measures age.</param>
internal sealed class HeadCache(long maxBytes, TimeProvider time)
{
    private readonly DocumentCache<CachedHead> _cache = new(maxBytes);

    /// <summary>How often documents were found here.</summary>
    public ICacheStatistics Statistics => _cache;

    /// <summary>The document as last heads, however long ago.</summary>
    public bool TryGet(DocumentKey key, [NotNullWhen(true)] out CachedHead? document) => _cache.TryGet(key, out document);

    /// <summary>Whether what was heads may still answer for the database (protocol 6).</summary>
    public bool IsYoung(CachedHead document) => time.GetElapsedTime(document.SeenAt) < IDocumentReader.MaxStale;

    /// <summary>The bytes of the version with this ETag, if they are here. The nonce says that it is that very version.</summary>
    public Content? ContentOf(DocumentKey key, ETag etag) => TryGet(key, out var heads) && heads.Head.ETag == etag ? heads.Content : null;

    /// <summary>Remembers what was heads. A look that was overtaken by a newer version changes nothing.</summary>
    public void Put(DocumentKey key, CachedHead document) =>
        _cache.Put(key, document, unless: here => here.Head.Version > document.Head.Version && IsYoung(here));
}

/// <summary>A document as it was heads.</summary>
/// <param name="Head">The newest version.</param>
/// <param name="Chain">What reading it takes.</param>
/// <param name="Content">Its bytes; null on a tombstone, and where nobody has needed them yet.</param>
/// <param name="HasLocks">Whether it had locks.</param>
/// <param name="SeenAt">When this was the newest version for certain, as a timestamp of the process.</param>
internal sealed record CachedHead(Head Head, Chain Chain, Content? Content, bool HasLocks, long SeenAt) : ICachedDocument
{
    /// <inheritdoc/>
    public int Size => Content?.Bytes.Length ?? 0;

    /// <summary>Whether the bytes are here, or there are none.</summary>
    public bool HasContent => Content is not null || Head.Deleted;
}
