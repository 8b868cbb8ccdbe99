namespace SyncServer.Core.Documents;

/// <summary>Reads what is committed. Where the store does not answer, all of it throws <see cref="StoreUnavailableException"/>.</summary>
public interface IDocumentReader
{
    /// <summary>
    /// The newest version; null where the document was never seen. What is given was the newest at most <see cref="MaxStale"/> before the
    /// call returned, whoever wrote since (protocol 6). Its window may have begun later than it says: a save that changed nothing may be missing.
    /// </summary>
    /// <param name="key">Which document.</param>
    /// <param name="atLeast">A version known to be committed: nothing older is given from memory.</param>
    ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0);

    /// <summary>One version and its bytes (null on a tombstone); null where there is no such version.</summary>
    Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version);

    /// <summary>The version that an ETag names and its bytes (null on a tombstone); null where there is no such version.</summary>
    async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, ETag etag) =>
        await ReadAsync(key, etag.Version) is { } found && found.Revision.ETag == etag ? found : null;

    /// <summary>A collection's living documents, by id in ordinal order.</summary>
    /// <param name="collection">Which collection.</param>
    /// <param name="after">Only ids after this one.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="readableBy">Only those with an access list that this user is on; null for all.</param>
    Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null);

    /// <summary>A document's versions, newest first; null where it was never seen.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="before">Only versions before this one.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<Revision>?> RevisionsAsync(DocumentKey key, long? before, int limit);

    /// <summary>How long memory may answer for the database: 1 s, less what an answer takes on its way.</summary>
    public static TimeSpan MaxStale => TimeSpan.FromMilliseconds(900);
}
