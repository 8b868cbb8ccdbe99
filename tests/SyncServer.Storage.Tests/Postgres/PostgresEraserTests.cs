using SyncServer.Storage.Tests.History;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The contract of erasing on PostgreSQL with a cache.</summary>
public sealed class PostgresEraserTests() : EraserContract(new PostgresBackend(cacheBytes: 1 << 20));

/// <summary>The contract of erasing on PostgreSQL without a cache.</summary>
public sealed class UncachedPostgresEraserTests() : EraserContract(new PostgresBackend(cacheBytes: 0));
