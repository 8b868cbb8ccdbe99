using SyncServer.Storage.Tests.Saving;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract of the document log on SQLite with a cache.</summary>
public sealed class SqliteLogTests() : DocumentLogContract(new SqliteBackend(cacheBytes: 1 << 20));

/// <summary>The contract of the document log on SQLite without a cache.</summary>
public sealed class UncachedSqliteLogTests() : DocumentLogContract(new SqliteBackend(cacheBytes: 0));

/// <summary>The comparison with the model on SQLite with a cache.</summary>
public sealed class SqliteModelTests() : ModelContract(new SqliteBackend(cacheBytes: 1 << 20, Sessions));

/// <summary>The comparison with the model on SQLite without a cache.</summary>
public sealed class UncachedSqliteModelTests() : ModelContract(new SqliteBackend(cacheBytes: 0, Sessions));

/// <summary>The contract of session records on SQLite with a cache.</summary>
public sealed class SqliteSessionRecordTests() : SessionRecordContract(new SqliteBackend(cacheBytes: 1 << 20));

/// <summary>The contract of session records on SQLite without a cache.</summary>
public sealed class UncachedSqliteSessionRecordTests() : SessionRecordContract(new SqliteBackend(cacheBytes: 0));

/// <summary>The contract of the writing transaction on SQLite.</summary>
public sealed class SqliteWritingTransactionTests() : WritingTransactionContract(new SqliteBackend(cacheBytes: 1 << 20));
