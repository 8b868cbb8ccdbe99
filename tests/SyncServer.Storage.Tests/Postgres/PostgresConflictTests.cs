using SyncServer.Storage.Tests.Saving;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract of the conflict log on PostgreSQL.</summary>
public sealed class PostgresConflictTests() : ConflictLogContract(new PostgresBackend(cacheBytes: 1 << 20));
