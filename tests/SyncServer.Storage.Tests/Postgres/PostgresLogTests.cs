using SyncServer.Storage.Tests.Saving;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract of the document log on PostgreSQL with a cache.</summary>
public sealed class PostgresLogTests() : DocumentLogContract(new PostgresBackend(cacheBytes: 1 << 20));

/// <summary>The contract of the document log on PostgreSQL without a cache.</summary>
public sealed class UncachedPostgresLogTests() : DocumentLogContract(new PostgresBackend(cacheBytes: 0));

/// <summary>The comparison with the model on PostgreSQL with a cache.</summary>
public sealed class PostgresModelTests() : ModelContract(new PostgresBackend(cacheBytes: 1 << 20, Sessions));

/// <summary>The comparison with the model on PostgreSQL without a cache.</summary>
public sealed class UncachedPostgresModelTests() : ModelContract(new PostgresBackend(cacheBytes: 0, Sessions));

/// <summary>The contract of session records on PostgreSQL with a cache.</summary>
public sealed class PostgresSessionRecordTests() : SessionRecordContract(new PostgresBackend(cacheBytes: 1 << 20));

/// <summary>The contract of session records on PostgreSQL without a cache.</summary>
public sealed class UncachedPostgresSessionRecordTests() : SessionRecordContract(new PostgresBackend(cacheBytes: 0));

/// <summary>The contract of the writing transaction on PostgreSQL.</summary>
public sealed class PostgresWritingTransactionTests() : WritingTransactionContract(new PostgresBackend(cacheBytes: 1 << 20));
