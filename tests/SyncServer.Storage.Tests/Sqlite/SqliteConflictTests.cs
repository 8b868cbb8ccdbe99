using SyncServer.Storage.Tests.Saving;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract of the conflict log on SQLite.</summary>
public sealed class SqliteConflictTests() : ConflictLogContract(new SqliteBackend(cacheBytes: 1 << 20));
