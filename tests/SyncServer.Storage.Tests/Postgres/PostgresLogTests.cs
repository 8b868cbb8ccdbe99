namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract on PostgreSQL with documents in memory.</summary>
public sealed class PostgresLogTests() : DocumentLogContract(new PostgresBackend(cacheBytes: 1 << 20));

/// <summary>The contract on PostgreSQL where every save reads the bytes it builds on.</summary>
public sealed class UncachedPostgresLogTests() : DocumentLogContract(new PostgresBackend(cacheBytes: 0));
