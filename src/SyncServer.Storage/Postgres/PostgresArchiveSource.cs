using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Reads a PostgreSQL database in one snapshot, which several connections share: each reads one table in the order of its key, and the rows of a document are put
/// together here. A server may write meanwhile.
/// </summary>
internal sealed class PostgresArchiveSource : StoreSource
{
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _connection;
    private readonly PostgresDb _db;
    private string _snapshot = "";

    private PostgresArchiveSource(NpgsqlDataSource database, string schema, bool exclusive)
        : base(exclusive)
    {
        (_database, _connection) = (database, database.OpenConnection());
        _db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_connection, options => options.MigrationsHistoryTable("migrations", schema)).Options);
    }

    /// <inheritdoc/>
    public override long LostFrom => _db.Database.SqlQueryRaw<long>($"""SELECT ({PostgresEpochs.FirstUncertain}) AS "Value" """).Single();

    protected override StoreDb Db => _db;

    protected override IEnumerable<string> FingerprintQueries =>
    [
        "SELECT concat_ws(' ', position, session, saved_by, saved_by_name) FROM revisions ORDER BY position",
        "SELECT concat_ws(' ', collection, id, created_by, created_by_name) FROM documents ORDER BY collection, id",
        "SELECT concat_ws(' ', collection, id, session, accepted_at) FROM sessions ORDER BY collection, id, session",
        "SELECT concat_ws(' ', collection, id, conflict, times, by, by_name, settled_at, settled_by) FROM conflicts ORDER BY collection, id, conflict",
    ];

    protected override IEnumerable<string> FaultQueries =>
    [
        "SELECT 'position ' || position, 'it belongs to ' || count(*) || ' versions' FROM revisions GROUP BY position HAVING count(*) > 1",
        "SELECT 'revisions_position_seq', 'its next number is not after the last position ' || p.newest FROM revisions_position_seq s, (SELECT max(position) AS newest FROM revisions) p WHERE s.last_value < p.newest",
        .. ((string[])["revisions", "sessions", "conflicts"]).Select(table =>
            $"SELECT DISTINCT collection || '/' || id, 'it has rows in {table}, but does not exist' FROM {table} r WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.collection = r.collection AND d.id = r.id)"),
    ];

    /// <inheritdoc cref="StoreSource.Open"/>
    public static new PostgresArchiveSource Open(string connectionString, bool exclusive)
    {
        var connections = new PostgresConnections(connectionString, direct: null);
        var settings = new NpgsqlConnectionStringBuilder(connections.Direct) { CommandTimeout = 0, ApplicationName = PostgresArchiveTarget.Name };
        var source = new PostgresArchiveSource(NpgsqlDataSource.Create(settings), connections.Schema, exclusive);
        try
        {
            if (exclusive)
            {
                PostgresArchiveTarget.EnsureNoServer(source._connection);
            }

            source._db.Database.UseTransaction(source._connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead));
            Prepare(source._connection);
            if (exclusive)
            {
                // Before the snapshot is taken. Nothing changes these tables until the end. A standby refuses it: servers of its primary may go on saving.
                source._db.Database.ExecuteSqlRaw("LOCK TABLE documents, revisions, sessions, conflicts, roles, locks, accounts IN SHARE MODE");
            }

            source.CheckSchema();
            source._snapshot = source._db.Database.SqlQuery<string>($"""SELECT pg_export_snapshot() AS "Value" """).Single();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _db.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }

    protected override IEnumerable<StoredHistory> ReadStoredDocuments(DocumentKey? after)
    {
        const string Rest = "WHERE (collection, id) > ($1, $2) ORDER BY collection, id";
        using var documents = Read(
            "SELECT created_at, created_by, created_by_name, created_version, version, nonce, saved_at, saved_by, saved_by_name, session, sequence, base, outcome, deleted, "
            + $"content_type, size, is_full, is_submission, snapshot, run_base, run_highest, collection, id FROM documents {Rest}", after);
        using var versions = Read(
            $"SELECT {VersionColumns("r.saved_by, r.saved_by_name", "NULL, NULL")}, collection, id FROM revisions r {Rest}, version", after);
        using var sessions = Read($"SELECT {SessionColumns}, collection, id FROM sessions {Rest}, session", after);
        using var conflicts = Read(
            "SELECT conflict, kind, at, by, by_name, session, base, head, mergeable, times, settled_outcome, settled_version, settled_by, settled_by_name, settled_at, "
            + $"collection, id FROM conflicts {Rest}, conflict", after);
        foreach (var (key, row) in documents.All())
        {
            var start = new ArchivedDocument
            {
                Collection = key.Collection,
                Id = key.Id,
                CreatedAt = Time(row, 0),
                CreatedBy = new Person(row.GetString(1), row.GetString(2)),
                CreatedVersion = row.GetInt64(3),
                Head = ReadHead(row, 4),
            };
            yield return new StoredHistory(start, versions.Of(key), sessions.Of(key), conflicts.Of(key));
        }
    }

    protected override StoreDb OpenForWriting() =>
        new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_database).AddInterceptors(ConfirmedCommits.Instance).Options);

    protected override void EnsureUnused()
    {
        using var connection = _database.OpenConnection();
        PostgresArchiveTarget.EnsureNoServer(connection);
    }

    protected override DateTimeOffset Time(DbDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    protected override IEnumerable<DbDataReader> Query(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return row;
        }
    }

    private static void Prepare(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL enable_seqscan = on", connection);
        command.ExecuteNonQuery();
    }

    private PostgresCursor Read(string sql, DocumentKey? after)
    {
        var connection = _database.OpenConnection();
        using var begin = new NpgsqlCommand($"BEGIN ISOLATION LEVEL REPEATABLE READ; SET TRANSACTION SNAPSHOT '{_snapshot}'", connection);
        begin.ExecuteNonQuery();
        Prepare(connection);
        return new PostgresCursor(connection, sql, after ?? new DocumentKey("", ""));
    }
}
