using Microsoft.Extensions.Caching.Memory;
using SyncServer.Core.Documents;

namespace SyncServer.Saving;

/// <summary>
/// Caches recently read versions by ETag: a client is likely to save on a version that it has read, and a conflict compares that version with the newest one. The
/// content of an ETag never changes, so an entry is never stale; an entry of a version that was thinned away expires soon. Reads by version number are not cached, as
/// a number can be reused after a restore from backup.
/// </summary>
internal sealed class RecentVersions(IDocumentReader inner) : IDocumentReader, IDisposable
{
    private const long MaxBytes = 16 * 1024 * 1024;

    // The overhead of an entry.
    private const int EntryBytes = 512;

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private readonly MemoryCache _versions = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    /// <inheritdoc/>
    public Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version) => inner.ReadAsync(key, version);

    /// <inheritdoc/>
    public async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, ETag etag)
    {
        if (_versions.TryGetValue((key, etag), out (Revision Revision, Content? Content) known))
        {
            return known;
        }

        var read = await inner.ReadAsync(key, etag);
        if (read is { } found)
        {
            _versions.Set((key, etag), found, new MemoryCacheEntryOptions { Size = EntryBytes + (found.Content?.Bytes.Length ?? 0), AbsoluteExpirationRelativeToNow = Life });
        }

        return read;
    }

    /// <inheritdoc/>
    public ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0) => inner.NewestAsync(key, atLeast);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null) =>
        inner.ListAsync(collection, after, limit, readableBy);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Revision>?> RevisionsAsync(DocumentKey key, long? before, int limit) => inner.RevisionsAsync(key, before, limit);

    public void Dispose() => _versions.Dispose();
}
