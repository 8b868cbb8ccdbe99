using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace SyncServer.Storage.Sqlite;

/// <summary>The settings of each connection of EF Core.</summary>
internal sealed class ConnectionSettings : DbConnectionInterceptor
{
    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply((SqliteConnection)connection);

    /// <inheritdoc/>
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private static void Apply(SqliteConnection connection)
    {
        // SQLite then polls for the end of the batch in flight every few milliseconds; Microsoft.Data.Sqlite does every 150.
        raw.sqlite3_busy_timeout(connection.Handle!, 2000);
        // Checkpoints are left to the Checkpointer.
        raw.sqlite3_wal_autocheckpoint(connection.Handle!, 0);
    }
}
