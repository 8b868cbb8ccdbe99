using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>A stored session record.</summary>
internal sealed class SqliteSessionRow : SessionRow
{
    public long Doc { get; init; }
}
