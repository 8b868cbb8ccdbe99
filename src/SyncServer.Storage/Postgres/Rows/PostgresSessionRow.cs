using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres.Rows;

/// <summary>A stored session record.</summary>
internal sealed class PostgresSessionRow : SessionRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }
}
