namespace SyncServer.Core.Documents;

/// <summary>
/// How much is stored. Each call reads the database on a connection of its own, in a time that depends on how much is counted, and throws
/// <see cref="StoreUnavailableException"/> when the database does not answer.
/// </summary>
public interface IUsage
{
    /// <summary>The bytes of the newest contents of the documents that a user created. Deleted documents have none.</summary>
    Task<long> OfUserAsync(string user, CancellationToken cancellation);

    /// <summary>The bytes of the newest contents of the documents of a collection. Deleted documents have none.</summary>
    Task<long> OfCollectionAsync(string collection, CancellationToken cancellation);

    /// <summary>Counts documents and versions.</summary>
    Task<StoreSize> CountAsync(CancellationToken cancellation);
}

/// <summary>The size of a database.</summary>
/// <param name="Bytes">The bytes of the file, or of the tables with their indexes.</param>
/// <param name="Documents">The documents, including deleted ones. On PostgreSQL an estimate, which VACUUM and ANALYZE renew.</param>
/// <param name="Versions">The versions of all documents, counted in the same way.</param>
public readonly record struct StoreSize(long Bytes, long Documents, long Versions);
