using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>A conflict on record.</summary>
internal sealed class SqliteConflictRow : ConflictRow
{
    public long Doc { get; init; }
}
