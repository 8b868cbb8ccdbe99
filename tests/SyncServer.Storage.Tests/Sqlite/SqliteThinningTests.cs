using SyncServer.Storage.Tests.History;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>Thinning on SQLite with documents in memory.</summary>
public sealed class SqliteThinningTests() : ThinningContract(new SqliteBackend(cacheBytes: 1 << 20, Sessions));

/// <summary>Thinning on SQLite where every save reads the database.</summary>
public sealed class UncachedSqliteThinningTests() : ThinningContract(new SqliteBackend(cacheBytes: 0, Sessions));
