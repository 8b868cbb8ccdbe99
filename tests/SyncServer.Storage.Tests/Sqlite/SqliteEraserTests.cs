using SyncServer.Storage.Tests.History;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract of erasing on SQLite with a cache.</summary>
public sealed class SqliteEraserTests() : EraserContract(new SqliteBackend(cacheBytes: 1 << 20));

/// <summary>The contract of erasing on SQLite without a cache.</summary>
public sealed class UncachedSqliteEraserTests() : EraserContract(new SqliteBackend(cacheBytes: 0));
