namespace SyncServer.Core.Documents;

/// <summary>Reads committed versions. Every method throws <see cref="StoreUnavailableException"/> when the store does not answer.</summary>
public interface IDocumentReader
{
    /// <summary>
    /// The newest version; null if the document does not exist. The version was the newest at some time within <see cref="MaxStale"/> before the call
    /// returned (docs/protocol.md, section 6). Its <see cref="Head.Run"/> may lack the last saves that changed nothing.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="atLeast">A version that is known to be committed. An older version in the cache is not returned.</param>
    ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0);

    /// <summary>A version and its bytes, which are null for a tombstone; null if the version does not exist.</summary>
    Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version);

    /// <summary>The version with an ETag and its bytes, which are null for a tombstone; null if there is no such version.</summary>
    async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, ETag etag) =>
        await ReadAsync(key, etag.Version) is { } found && found.Revision.ETag == etag ? found : null;

    /// <summary>The documents of a collection that are not deleted, by id in ordinal order.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="after">Return only ids after this one.</param>
    /// <param name="limit">The maximum number of documents.</param>
    /// <param name="readableBy">Return only documents whose access list contains this user; null for all.</param>
    Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null);

    /// <summary>The versions of a document, newest first; null if it does not exist.</summary>
    /// <param name="key">The document.</param>
    /// <param name="before">Return only versions before this one.</param>
    /// <param name="limit">The maximum number of versions.</param>
    Task<IReadOnlyList<Revision>?> RevisionsAsync(DocumentKey key, long? before, int limit);

    /// <summary>How long a cached version may be returned without a read of the database: the 1 s of the protocol, less the time that a response takes.</summary>
    public static TimeSpan MaxStale => TimeSpan.FromMilliseconds(900);
}
