using SyncServer.Storage.Tests.History;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract of thinning on SQLite with a cache.</summary>
public sealed class SqliteThinningTests() : ThinningContract(new SqliteBackend(cacheBytes: 1 << 20, Sessions));

/// <summary>The contract of thinning on SQLite without a cache.</summary>
public sealed class UncachedSqliteThinningTests() : ThinningContract(new SqliteBackend(cacheBytes: 0, Sessions));
