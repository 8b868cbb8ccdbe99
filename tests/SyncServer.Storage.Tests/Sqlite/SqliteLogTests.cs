namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract on SQLite with documents in memory.</summary>
public sealed class SqliteLogTests() : DocumentLogContract(new SqliteBackend(cacheBytes: 1 << 20));

/// <summary>The contract on SQLite where every save reads the database.</summary>
public sealed class UncachedSqliteLogTests() : DocumentLogContract(new SqliteBackend(cacheBytes: 0));

/// <summary>The model on SQLite with documents in memory.</summary>
public sealed class SqliteModelTests() : ModelContract(new SqliteBackend(cacheBytes: 1 << 20, Sessions));

/// <summary>The model on SQLite where every save reads the database.</summary>
public sealed class UncachedSqliteModelTests() : ModelContract(new SqliteBackend(cacheBytes: 0, Sessions));

/// <summary>Session records on SQLite with documents in memory.</summary>
public sealed class SqliteSessionRecordTests() : SessionRecordContract(new SqliteBackend(cacheBytes: 1 << 20));

/// <summary>Session records on SQLite where every save reads the database.</summary>
public sealed class UncachedSqliteSessionRecordTests() : SessionRecordContract(new SqliteBackend(cacheBytes: 0));

/// <summary>The writing transaction on SQLite.</summary>
public sealed class SqliteWritingTransactionTests() : WritingTransactionContract(new SqliteBackend(cacheBytes: 1 << 20));
