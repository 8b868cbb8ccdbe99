namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteConflictTests() : ConflictLogContract(new SqliteBackend(cacheBytes: 1 << 20));
