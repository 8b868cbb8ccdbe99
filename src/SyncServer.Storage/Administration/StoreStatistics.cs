namespace SyncServer.Storage.Administration;

/// <summary>What is stored, in numbers.</summary>
/// <param name="Documents">The documents that are not deleted.</param>
/// <param name="Deleted">The documents whose newest version is a tombstone.</param>
/// <param name="Versions">The versions of all documents.</param>
/// <param name="ContentBytes">The bytes of the newest contents.</param>
/// <param name="HistoryBytes">The bytes that all versions take in the log, as snapshots and deltas.</param>
/// <param name="DatabaseBytes">The size of the file, or of the tables with their indexes.</param>
/// <param name="WalBytes">The size of the write-ahead log; null on PostgreSQL, where all databases of a server share it.</param>
/// <param name="Sessions">The session records.</param>
/// <param name="OpenConflicts">The conflicts on record that are not settled.</param>
/// <param name="SettledConflicts">The settled conflicts on record.</param>
/// <param name="Locks">The locks, including expired ones that are not removed yet.</param>
/// <param name="Users">The accounts.</param>
/// <param name="Collections">The numbers of each collection, by name.</param>
/// <param name="Largest">The documents that take the most bytes in the log, largest first.</param>
public sealed record StoreStatistics(
    long Documents, long Deleted, long Versions, long ContentBytes, long HistoryBytes, long DatabaseBytes, long? WalBytes, long Sessions, long OpenConflicts,
    long SettledConflicts, long Locks, long Users, IReadOnlyList<CollectionStatistics> Collections, IReadOnlyList<DocumentStatistics> Largest);

/// <summary>The numbers of one collection, as in <see cref="StoreStatistics"/>.</summary>
/// <param name="Name">The collection.</param>
/// <param name="Documents">The documents that are not deleted.</param>
/// <param name="Deleted">The deleted documents.</param>
/// <param name="Versions">The versions.</param>
/// <param name="ContentBytes">The bytes of the newest contents.</param>
/// <param name="HistoryBytes">The bytes that all versions take in the log.</param>
public sealed record CollectionStatistics(string Name, long Documents, long Deleted, long Versions, long ContentBytes, long HistoryBytes);

/// <summary>The numbers of one document.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Id">The id.</param>
/// <param name="Versions">The versions.</param>
/// <param name="ContentBytes">The bytes of the newest content.</param>
/// <param name="HistoryBytes">The bytes that all versions take in the log.</param>
public sealed record DocumentStatistics(string Collection, string Id, long Versions, long ContentBytes, long HistoryBytes);
