using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The row of an epoch has two marks that are wrong in any copy of the row. <c>server</c> is the time when the database server started: a standby that took
/// over, a point-in-time recovery and a restored data directory run on a server that started at another time. <c>writer</c> is the transaction that
/// wrote the row: in a database that was loaded from a dump, another transaction wrote it. If a mark is wrong, the database is a copy and a new epoch begins.
/// Only a virtual machine that was restored together with its memory cannot be detected.
/// </summary>
/// <remarks>
/// Each of these events also closes every connection to the server. So the check is made on each new connection before anything is written through it, and
/// by saves only behind a connection pooler.
/// </remarks>
internal static class PostgresEpochs
{
    // How many positions, and how young versions, are searched for positions that were in flight when the copy was made.
    private const string Window = "1000";
    private const string Young = "1 minute";

    /// <summary>An expression: whether the current epoch was written on this server and in this copy of the database.</summary>
    public const string IsCurrent = """
        EXISTS (
            SELECT 1 FROM (SELECT server, writer, xmin FROM epochs ORDER BY first DESC LIMIT 1) e
            WHERE e.server = pg_postmaster_start_time() AND e.writer = e.xmin)
        """;

    /// <summary>
    /// Commits are not in the order of their positions. A copy may have a change and lack one with a lower position, which may have been published in the lost part. So
    /// the lost part begins at the first position that may be such a one. Positions that were taken before the last epoch began are not.
    /// </summary>
    public const string FirstUncertain = $"""
        WITH newest AS (
            SELECT position, saved_at, greatest(position - {Window}, (SELECT taken FROM epochs ORDER BY first DESC LIMIT 1)) AS floor
            FROM revisions ORDER BY position DESC LIMIT 1),
        recent AS (
            SELECT r.position, r.saved_at > n.saved_at - interval '{Young}' AS is_young, lag(r.position, 1, n.floor) OVER (ORDER BY r.position) AS before
            FROM newest n JOIN revisions r ON r.position > n.floor)
        SELECT coalesce((SELECT min(before) FROM recent WHERE is_young AND position > before + 1), (SELECT position FROM newest), 0) + 1
        """;

    /// <summary>Begins an epoch if the current one was written on another server or in another copy of the database.</summary>
    /// <param name="connection">A new connection.</param>
    /// <param name="opened">See <see cref="PostgresConnections.FirstEpoch"/>.</param>
    /// <exception cref="StoreUnavailableException">The database is a standby, or is being restored or imported, or was copied, or is another one than at the start.</exception>
    public static void Begin(NpgsqlConnection connection, string? opened)
    {
        try
        {
            using var looking = new NpgsqlCommand(
                $"SELECT {IsCurrent}, (SELECT id FROM epochs WHERE first = 0), EXISTS (SELECT 1 FROM secrets WHERE name IN ('{ImportProgress.Name}', '{ImportProgress.CopiedTo}'))", connection);
            using (var row = looking.ExecuteReader())
            {
                row.Read();
                if (row.GetBoolean(2))
                {
                    // This began while no connection of this server was open.
                    throw new StoreUnavailableException("The database is being imported, or was copied to another one.");
                }

                var id = row.IsDBNull(1) ? throw new StoreUnavailableException("The database is being restored.") : row.GetString(1);
                if (opened is not null && !string.Equals(id, opened, StringComparison.Ordinal))
                {
                    // What this server remembers, such as keys, is of the database before.
                    throw new StoreUnavailableException("An archive or another database was written into the database since this server started. Restart the server.");
                }

                if (row.GetBoolean(0))
                {
                    return;
                }
            }

            using var transaction = connection.BeginTransaction();
            using (var holding = new NpgsqlCommand("LOCK TABLE epochs IN SHARE ROW EXCLUSIVE MODE", connection, transaction))
            {
                holding.ExecuteNonQuery();
            }

            using var finding = new NpgsqlCommand($"SELECT ({FirstUncertain}) WHERE NOT {IsCurrent}", connection, transaction);
            if (finding.ExecuteScalar() is long first)
            {
                using var writing = new NpgsqlBatch(connection, transaction);
                writing.Add("DELETE FROM epochs WHERE first >= $1", Column.One(first));
                writing.Add("""
                    INSERT INTO epochs (first, id, taken, server, writer)
                    SELECT $1, $2, CASE WHEN is_called THEN last_value ELSE last_value - 1 END, pg_postmaster_start_time(), pg_current_xact_id()::xid
                    FROM revisions_position_seq
                    """, Column.One(first), Column.One(EpochRow.NewId()));
                writing.ExecuteNonQuery();
            }

            transaction.Commit();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.UndefinedTable)
        {
            throw new StoreUnavailableException("The database is a standby, or is being restored.", e);
        }
    }
}
