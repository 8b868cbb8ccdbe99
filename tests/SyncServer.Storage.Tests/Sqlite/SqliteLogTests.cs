namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract on SQLite with documents in memory.</summary>
public sealed class SqliteLogTests() : DocumentLogContract(new SqliteBackend(cacheBytes: 1 << 20));

/// <summary>The contract on SQLite where every save reads the database.</summary>
public sealed class UncachedSqliteLogTests() : DocumentLogContract(new SqliteBackend(cacheBytes: 0));
