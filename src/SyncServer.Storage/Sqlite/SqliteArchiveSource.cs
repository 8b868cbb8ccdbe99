using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Sqlite;

/// <summary>Reads a SQLite file in one read transaction. A server may write to it meanwhile; its write-ahead log grows until the transaction ends.</summary>
internal sealed class SqliteArchiveSource : StoreSource
{
    private readonly DataFileLock? _lock;
    private readonly SqliteConnection _connection;
    private readonly SqliteDb _db;

    private SqliteArchiveSource(DataFileLock? fileLock, SqliteConnection connection)
        : base(fileLock is not null)
    {
        (_lock, _connection) = (fileLock, connection);
        _db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(connection).Options);
    }

    /// <inheritdoc/>
    public override long LostFrom => _db.Revisions.Max(r => (long?)r.Position) + 1 ?? 1;

    protected override StoreDb Db => _db;

    protected override IEnumerable<string> FingerprintQueries =>
    [
        "SELECT position || ' ' || saved_by || quote(session) FROM revisions ORDER BY position",
        "SELECT person || quote(user) || quote(name) FROM people ORDER BY person",
        "SELECT doc || ' ' || created_by FROM documents ORDER BY doc",
        "SELECT doc || quote(session) || accepted_at FROM sessions ORDER BY doc, session",
        "SELECT doc || quote(conflict) || times || quote(user) || quote(settled_at) || quote(settled_user) FROM conflicts ORDER BY doc, conflict",
    ];

    protected override IEnumerable<string> FaultQueries =>
    [
        "SELECT 'the database file', integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "SELECT 'document number ' || doc, 'its version ' || version || ' belongs to no document' FROM revisions r WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.doc = r.doc)",
        "SELECT 'document number ' || doc, 'its session record ' || lower(hex(session)) || ' belongs to no document' FROM sessions s WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.doc = s.doc)",
        "SELECT 'document number ' || doc, 'its conflict ' || conflict || ' belongs to no document' FROM conflicts c WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.doc = c.doc)",
    ];

    /// <inheritdoc cref="StoreSource.Open"/>
    public static new SqliteArchiveSource Open(string connectionString, bool exclusive)
    {
        var path = SqliteStore.FileOf(connectionString);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} does not exist.");
        }

        var fileLock = exclusive ? DataFileLock.Acquire(path) : null;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 0 }.ToString());
        var source = new SqliteArchiveSource(fileLock, connection);
        try
        {
            if (exclusive)
            {
                FileStamp.Check(path);
            }

            connection.Open();
            using var begin = connection.CreateCommand();
            begin.CommandText = "BEGIN";
            begin.ExecuteNonQuery();
            source.CheckSchema();
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
        _lock?.Dispose();
    }

    protected override IEnumerable<StoredHistory> ReadStoredDocuments(DocumentKey? after)
    {
        using var documents = Command(
            "SELECT d.collection, d.id, d.created_at, p.user, p.name, d.created_version, d.doc FROM documents d LEFT JOIN people p ON p.person = d.created_by "
            + "WHERE (d.collection, d.id) > ($p0, $p1) ORDER BY d.collection, d.id", parameters: 2);
        using var versions = Command(
            $"SELECT {VersionColumns("p.user, p.name", "r.run_base, r.run_highest")} "
            + "FROM revisions r LEFT JOIN people p ON p.person = r.saved_by WHERE r.doc = $p0 ORDER BY r.version", parameters: 1);
        using var sessions = Command($"SELECT {SessionColumns} FROM sessions WHERE doc = $p0 ORDER BY session", parameters: 1);
        using var conflicts = Command("""
            SELECT conflict, kind, at, user, name, session, base, head, mergeable, times, settled_outcome, settled_version, settled_user, settled_name, settled_at
            FROM conflicts WHERE doc = $p0 ORDER BY conflict
            """, parameters: 1);
        foreach (var row in Rows(documents, after?.Collection ?? "", after?.Id ?? ""))
        {
            var start = new ArchivedDocument
            {
                Collection = row.GetString(0),
                Id = row.GetString(1),
                CreatedAt = Time(row, 2),
                CreatedBy = row.IsDBNull(3) ? new Person("", "") : new Person(row.GetString(3), row.GetString(4)),
                CreatedVersion = row.GetInt64(5),
            };
            var doc = row.GetInt64(6);
            yield return new StoredHistory(start, Rows(versions, doc), Rows(sessions, doc), Rows(conflicts, doc));
        }
    }

    protected override StoreDb OpenForWriting()
    {
        // Without a reader, the file has everything when the writer is closed.
        var path = _connection.DataSource;
        _connection.Close();
        var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()).Options);
        db.Database.OpenConnection();
        SqliteStore.Prepare((SqliteConnection)db.Database.GetDbConnection());
        return db;
    }

    protected override void EnsureUnused()
    {
        // The lock of the file is held.
    }

    protected override DateTimeOffset Time(DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    protected override IEnumerable<DbDataReader> Query(string sql)
    {
        using var command = Command(sql, parameters: 0);
        foreach (var row in Rows(command))
        {
            yield return row;
        }
    }

    private static IEnumerable<DbDataReader> Rows(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader;
        }
    }

    private SqliteCommand Command(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter($"$p{i}", SqliteType.Text) { Value = DBNull.Value });
        }

        return command;
    }
}
