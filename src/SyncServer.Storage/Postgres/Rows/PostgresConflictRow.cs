using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres.Rows;

/// <summary>A conflict on record.</summary>
internal sealed class PostgresConflictRow : ConflictRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }
}
