using SyncServer.Storage.Tests.Locking;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract of locks on SQLite.</summary>
public sealed class SqliteLockTests() : LockContract(new SqliteBackend(cacheBytes: 1 << 20));
