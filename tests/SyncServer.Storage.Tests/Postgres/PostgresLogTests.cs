namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract on PostgreSQL with documents in memory.</summary>
public sealed class PostgresLogTests() : DocumentLogContract(new PostgresBackend(cacheBytes: 1 << 20));

/// <summary>The contract on PostgreSQL where every save reads the bytes it builds on.</summary>
public sealed class UncachedPostgresLogTests() : DocumentLogContract(new PostgresBackend(cacheBytes: 0));

/// <summary>The model on PostgreSQL with documents in memory.</summary>
public sealed class PostgresModelTests() : ModelContract(new PostgresBackend(cacheBytes: 1 << 20, Sessions));

/// <summary>The model on PostgreSQL where every save reads the bytes it builds on.</summary>
public sealed class UncachedPostgresModelTests() : ModelContract(new PostgresBackend(cacheBytes: 0, Sessions));

/// <summary>Session records on PostgreSQL with documents in memory.</summary>
public sealed class PostgresSessionRecordTests() : SessionRecordContract(new PostgresBackend(cacheBytes: 1 << 20));

/// <summary>Session records on PostgreSQL where every save reads the bytes it builds on.</summary>
public sealed class UncachedPostgresSessionRecordTests() : SessionRecordContract(new PostgresBackend(cacheBytes: 0));

/// <summary>The writing transaction on PostgreSQL.</summary>
public sealed class PostgresWritingTransactionTests() : WritingTransactionContract(new PostgresBackend(cacheBytes: 1 << 20));
