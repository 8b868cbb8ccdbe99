namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract on PostgreSQL.</summary>
public sealed class PostgresConflictTests() : ConflictLogContract(new PostgresBackend(cacheBytes: 1 << 20));
