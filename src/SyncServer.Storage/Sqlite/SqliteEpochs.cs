using Microsoft.EntityFrameworkCore;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Every start of a process begins an epoch: the file may be a backup that was put back, and nothing in it tells. A copy of a file knows the epochs up
/// to the moment of the copy, and begins one of its own, so it shares no name with what the original wrote after that moment.
/// </summary>
internal static class SqliteEpochs
{
    /// <summary>Begins an epoch after the newest version. One in which nothing was written gives way.</summary>
    public static void Begin(SqliteDb db) => db.Database.ExecuteSql($"""
        INSERT INTO epochs (first, id) SELECT coalesce(max(position), 0) + 1, {EpochRow.NewId()} FROM revisions WHERE true
        ON CONFLICT (first) DO UPDATE SET id = excluded.id
        """);
}
