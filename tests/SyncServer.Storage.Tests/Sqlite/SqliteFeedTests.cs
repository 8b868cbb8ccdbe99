namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The feed on SQLite.</summary>
public sealed class SqliteFeedTests() : ChangeFeedContract(new SqliteBackend(cacheBytes: 1 << 20));
