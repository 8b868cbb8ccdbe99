using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Sqlite;

/// <summary>Writes a SQLite file, and holds its lock. The file is durable after the last transaction; a crash before that leaves a part, which is marked as such.</summary>
internal sealed class SqliteArchiveTarget : StoreTarget
{
    private const int MaxPeople = 10_000;

    private readonly DataFileLock _lock;
    private readonly SqliteDb _db;
    private readonly Statement _document;
    private readonly Statement _version;
    private readonly Statement _session;
    private readonly Statement _conflict;
    private readonly Statement _person;
    private readonly Dictionary<Person, long> _people = [];
    private long _doc;
    private ArchivedVersion? _newest;

    private SqliteArchiveTarget(DataFileLock fileLock, SqliteDb db)
    {
        (_lock, _db) = (fileLock, db);
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        _document = new Statement(connection, "INSERT INTO documents (collection, id, created_at, created_by, created_version) VALUES (?, ?, ?, ?, ?) RETURNING doc");
        _version = new Statement(connection, """
            INSERT INTO revisions (position, doc, version, nonce, saved_at, saved_by, session, sequence, digest, base, outcome, deleted, content_type, size,
                is_full, is_submission, run_base, run_highest, snapshot, prefix, suffix, payload)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        _session = new Statement(connection, "INSERT INTO sessions (doc, session, accepted_at, record, submission_type, submission_body) VALUES (?, ?, ?, ?, ?, ?)");
        _conflict = new Statement(connection, """
            INSERT INTO conflicts (doc, conflict, kind, at, user, name, session, base, head, mergeable, times,
                settled_outcome, settled_version, settled_user, settled_name, settled_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        _person = new Statement(connection, "INSERT INTO people (user, name) VALUES (?, ?) ON CONFLICT (user, name) DO UPDATE SET name = excluded.name RETURNING person");
    }

    /// <inheritdoc/>
    public override string Location => _db.Database.GetDbConnection().DataSource;

    protected override StoreDb Db => _db;

    /// <inheritdoc cref="StoreTarget.Open"/>
    public static new SqliteArchiveTarget Open(string connectionString)
    {
        var path = SqliteStore.FileOf(connectionString);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fileLock = DataFileLock.Acquire(path);
        try
        {
            DataFileOwner.Check(path);
            FileStamp.Check(path);
            var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()).Options);
            db.Database.OpenConnection();
            SqliteStore.Prepare((SqliteConnection)db.Database.GetDbConnection());
            Schema.Migrate(db);
            // NORMAL: a transaction does not wait for the disk. Rows are written in the order of keys, but stored in that of positions: a larger cache holds those pages.
            db.Database.ExecuteSql($"PRAGMA synchronous = NORMAL");
            db.Database.ExecuteSql($"PRAGMA cache_size = -65536");
            return new SqliteArchiveTarget(fileLock, db);
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        base.Complete();
        // Waits for the disk, which no transaction before has done.
        _db.Database.ExecuteSql($"PRAGMA wal_checkpoint(TRUNCATE)");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[_document, _version, _session, _conflict, _person])
        {
            statement.Dispose();
        }

        _db.Dispose();
        _lock.Dispose();
    }

    protected override void EnsureUnused()
    {
        // The lock of the file is held.
    }

    protected override void Write(IReadOnlyList<ArchiveRecord> records)
    {
        foreach (var record in records)
        {
            switch (record)
            {
                case ArchivedDocument d:
                    _doc = _document.First(row => row.Long(0), d.Collection, d.Id, d.CreatedAt.ToUnixTimeMilliseconds(), NumberOf(d.CreatedBy), d.CreatedVersion);
                    _newest = null;
                    break;
                case ArchivedVersion v:
                    Write(WithRun(v));
                    break;
                case ArchivedSession s:
                    _session.Execute(_doc, Convert.FromHexString(s.Session), s.AcceptedAt.ToUnixTimeMilliseconds(), s.Record, s.SubmissionType ?? default(Value), s.SubmissionBody);
                    break;
                case ArchivedConflict c:
                    _conflict.Execute(
                        _doc, c.Conflict, (long)c.Kind, c.At.ToUnixTimeMilliseconds(), c.By.Id, c.By.Name, BytesOf(c.Session), c.Base, c.Head,
                        c.Mergeable is { } mergeable ? mergeable : default(Value), c.Times, (long?)c.Settled?.Outcome, c.Settled?.Version, c.Settled?.By.Id ?? default(Value),
                        c.Settled?.By.Name ?? default(Value), c.Settled?.At.ToUnixTimeMilliseconds());
                    break;
            }
        }
    }

    protected override void DeleteDocumentsAfter(DocumentKey key)
    {
        foreach (var table in (ReadOnlySpan<string>)["revisions", "sessions", "conflicts", "documents"])
        {
            using var delete = new Statement(
                (SqliteConnection)_db.Database.GetDbConnection(), $"DELETE FROM {table} WHERE doc IN (SELECT doc FROM documents WHERE (collection, id) > (?, ?))");
            delete.Execute(key.Collection, key.Id);
        }
    }

    private static byte[]? BytesOf(string? hex) => hex is null ? null : Convert.FromHexString(hex);

    private void Write(ArchivedVersion v)
    {
        _version.Execute(
            v.Position, _doc, v.Version, Convert.ToInt64(v.Nonce, 16), v.SavedAt.ToUnixTimeMilliseconds(), NumberOf(v.SavedBy), BytesOf(v.Session), v.Sequence,
            BytesOf(v.Digest), v.Base, (long)v.Outcome, v.Deleted, v.ContentType, (long)v.Size, v.IsFull, v.IsSubmission, v.RunBase, v.RunHighest, v.Snapshot,
            (long)v.Payload.Prefix, (long)v.Payload.Suffix, v.Payload.Bytes);
        _newest = v;
    }

    /// <summary>Adds the run, which PostgreSQL stores for the newest version only: versions of one session in a row are one run.</summary>
    private ArchivedVersion WithRun(ArchivedVersion v)
    {
        if (v.RunBase is not null)
        {
            return v;
        }

        var run = v.Session is not null && string.Equals(v.Session, _newest?.Session, StringComparison.Ordinal) ? _newest : null;
        return v with { RunBase = run?.RunBase ?? v.Version - 1, RunHighest = v.Sequence ?? run?.RunHighest };
    }

    private long NumberOf(Person person)
    {
        if (_people.TryGetValue(person, out var known))
        {
            return known;
        }

        if (_people.Count >= MaxPeople)
        {
            _people.Clear();
        }

        return _people[person] = _person.First(row => row.Long(0), person.Id, person.Name);
    }
}
