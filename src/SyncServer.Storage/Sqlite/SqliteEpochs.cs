using Microsoft.EntityFrameworkCore;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Every start of the server begins an epoch, because the file may be a restored backup, and nothing in it shows that. A copy of a file has the epochs up to
/// the time of the copy and begins a new one, so its new epoch is not one of the original.
/// </summary>
internal static class SqliteEpochs
{
    /// <summary>Begins an epoch after the newest version. It replaces an epoch in which nothing was written.</summary>
    public static void Begin(SqliteDb db) => db.Database.ExecuteSql($"""
        INSERT INTO epochs (first, id) SELECT coalesce(max(position), 0) + 1, {EpochRow.NewId()} FROM revisions WHERE true
        ON CONFLICT (first) DO UPDATE SET id = excluded.id
        """);
}
