using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Rows;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage.Archive;

/// <summary>Reads a store in one snapshot.</summary>
/// <param name="isExclusive">Whether no server may be writing to it.</param>
internal abstract class StoreSource(bool isExclusive) : IArchiveSource
{
    protected const string SessionColumns = "session, accepted_at, record, submission_type, submission_body";

    private string? _id;

    /// <inheritdoc/>
    public string Id => _id ??= isExclusive ? $"{Db.ReadStart().Epoch} {ReadFingerprint()}" : Db.ReadStart().Epoch;

    /// <summary>
    /// The first position that may be missing, although a later one was read: its transaction had not ended when the snapshot was taken. If there is none, the
    /// position after the last one.
    /// </summary>
    public abstract long LostFrom { get; }

    protected abstract StoreDb Db { get; }

    /// <summary>
    /// Queries whose rows, each one text, change with every change of the histories: which versions there are and by whom, session records and conflicts. Contents are
    /// left out, as they change only together with these.
    /// </summary>
    protected abstract IEnumerable<string> FingerprintQueries { get; }

    /// <summary>Queries for faults. Each row of a result is one: where, and what.</summary>
    protected abstract IEnumerable<string> FaultQueries { get; }

    /// <summary>Opens a store.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="exclusive">Whether no server may be writing to it.</param>
    /// <exception cref="DataFileInUseException">A server is using the database.</exception>
    /// <exception cref="UnknownSchemaException">The database is of another release.</exception>
    public static StoreSource Open(string connectionString, bool exclusive) => PostgresStore.IsFor(connectionString)
        ? PostgresArchiveSource.Open(connectionString, exclusive)
        : SqliteArchiveSource.Open(connectionString, exclusive);

    /// <inheritdoc/>
    public IEnumerable<ArchiveRecord> ReadDocuments(DocumentKey? after)
    {
        foreach (var document in ReadStoredDocuments(after))
        {
            yield return document.Start;
            foreach (var row in document.Versions)
            {
                var version = ReadVersion(row);
                yield return document.Start.Head is { } head && head.Version == version.Version ? version with { RunBase = head.RunBase, RunHighest = head.RunHighest } : version;
            }

            foreach (var row in document.Sessions)
            {
                yield return ReadSession(row);
            }

            foreach (var row in document.Conflicts)
            {
                yield return ReadConflict(row);
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<TRow> ReadTable<TRow>(string name)
        where TRow : class => Db.Set<TRow>().AsNoTracking().AsEnumerable().Where(row => row is not SecretRow secret || !ImportProgress.LocalNames.Contains(secret.Name, StringComparer.Ordinal));

    /// <summary>Marks the store as copied, so that no server starts on it. Ends the reading.</summary>
    /// <param name="to">Where the copy is; null removes the mark.</param>
    /// <returns>Whether the store had a mark.</returns>
    /// <exception cref="InvalidDataException">A server has started on it.</exception>
    public bool Mark(string? to)
    {
        using var db = OpenForWriting();
        var had = db.Secrets.Where(secret => secret.Name == ImportProgress.CopiedTo).ExecuteDelete() > 0;
        if (to is not null)
        {
            db.Add(new SecretRow { Name = ImportProgress.CopiedTo, Value = Encoding.UTF8.GetBytes(to) });
            db.SaveChanges();
            try
            {
                // A server that starts now finds the mark; one that has started before is found here.
                EnsureUnused();
            }
            catch
            {
                db.Secrets.Where(secret => secret.Name == ImportProgress.CopiedTo).ExecuteDelete();
                throw;
            }
        }

        return had;
    }

    /// <summary>Checks what does not belong to the history of one document.</summary>
    public virtual IEnumerable<Fault> CheckTables()
    {
        string[] common =
        [
            "SELECT collection || '/' || id, 'the role of ' || user_id || ' belongs to no document' FROM roles r WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.collection = r.collection AND d.id = r.id)",
            "SELECT collection || '/' || id, 'the role of ' || user_id || ' is unknown' FROM roles WHERE role NOT BETWEEN 1 AND 3",
            "SELECT 'secrets', 'the secret of the session tags is missing' WHERE NOT EXISTS (SELECT 1 FROM secrets WHERE name = 'session')",
            "SELECT 'epochs', 'the first epoch is missing' WHERE NOT EXISTS (SELECT 1 FROM epochs WHERE first = 0)",
        ];
        return FaultQueries.Concat(common).SelectMany(sql => Query(sql)).Select(row => new Fault(row.GetString(0), row.GetString(1)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    /// <summary>The documents after one, by key, each with the rows of its history.</summary>
    protected abstract IEnumerable<StoredHistory> ReadStoredDocuments(DocumentKey? after);

    /// <summary>Opens the store for <see cref="Mark"/>.</summary>
    protected abstract StoreDb OpenForWriting();

    /// <summary>Refuses a store that a server is using.</summary>
    /// <exception cref="InvalidDataException">A server is using it.</exception>
    protected abstract void EnsureUnused();

    protected abstract DateTimeOffset Time(DbDataReader row, int column);

    /// <summary>The columns of a version in the order that this class reads them.</summary>
    /// <param name="author">The columns of the author's id and name.</param>
    /// <param name="run">The columns of the run.</param>
    protected static string VersionColumns(string author, string run) => $"""
        r.version, r.nonce, r.saved_at, {author}, r.session, r.sequence, r.base, r.outcome, r.deleted, r.content_type, r.size, r.is_full, r.is_submission, r.snapshot,
        {run}, r.position, r.digest, r.prefix, r.suffix, r.payload
        """;

    /// <summary>Refuses a database of another release, and one whose import is not complete.</summary>
    protected void CheckSchema()
    {
        if (!Db.Database.GetMigrations().SequenceEqual(Db.Database.GetAppliedMigrations(), StringComparer.Ordinal))
        {
            throw new UnknownSchemaException("The database has the schema of another release, or none. Start the server of this release once: it migrates the database.");
        }

        Db.EnsureImported();
    }

    /// <summary>Reads the columns of a version up to the run, which the row of a document has too in PostgreSQL.</summary>
    protected ArchivedVersion ReadHead(DbDataReader row, int first) => new()
    {
        Version = row.GetInt64(first),
        Nonce = unchecked((ulong)row.GetInt64(first + 1)).ToString("x16", CultureInfo.InvariantCulture),
        SavedAt = Time(row, first + 2),
        SavedBy = new Person(Text(row, first + 3), Text(row, first + 4)),
        Session = HexOrNull(row, first + 5),
        Sequence = LongOrNull(row, first + 6),
        Base = LongOrNull(row, first + 7),
        Outcome = (SaveOutcome)row.GetInt16(first + 8),
        Deleted = row.GetBoolean(first + 9),
        ContentType = row.GetString(first + 10),
        Size = row.GetInt32(first + 11),
        IsFull = row.GetBoolean(first + 12),
        IsSubmission = row.GetBoolean(first + 13),
        Snapshot = row.GetInt64(first + 14),
        RunBase = LongOrNull(row, first + 15),
        RunHighest = LongOrNull(row, first + 16),
    };

    protected abstract IEnumerable<DbDataReader> Query(string sql);

    private string ReadFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in FingerprintQueries.SelectMany(Query))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(row.GetString(0)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // An author whose row is missing.
    private static string Text(DbDataReader row, int column) => row.IsDBNull(column) ? "" : row.GetString(column);

    private static long? LongOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static string? HexOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : Convert.ToHexStringLower(row.GetFieldValue<byte[]>(column));

    private ArchivedVersion ReadVersion(DbDataReader row) => ReadHead(row, 0) with
    {
        Position = row.GetInt64(17),
        Digest = HexOrNull(row, 18),
        Payload = new Payload(row.GetInt32(19), row.GetInt32(20), row.GetFieldValue<byte[]>(21)),
    };

    private ArchivedSession ReadSession(DbDataReader row) => new()
    {
        Session = HexOrNull(row, 0)!,
        AcceptedAt = Time(row, 1),
        Record = row.GetFieldValue<byte[]>(2),
        SubmissionType = row.IsDBNull(3) ? null : row.GetString(3),
        SubmissionBody = row.IsDBNull(4) ? null : row.GetFieldValue<byte[]>(4),
    };

    private ArchivedConflict ReadConflict(DbDataReader row) => new()
    {
        Conflict = row.GetString(0),
        Kind = (ConflictKind)row.GetInt16(1),
        At = Time(row, 2),
        By = new Person(row.GetString(3), row.GetString(4)),
        Session = HexOrNull(row, 5),
        Base = LongOrNull(row, 6),
        Head = row.GetInt64(7),
        Mergeable = row.IsDBNull(8) ? null : row.GetBoolean(8),
        Times = row.GetInt64(9),
        Settled = row.IsDBNull(14) ? null : new Settlement((SaveOutcome)row.GetInt16(10), row.GetInt64(11), new Person(row.GetString(12), row.GetString(13)), Time(row, 14)),
    };
}

/// <summary>A document and the rows of its history. Each sequence can be read once, in this order.</summary>
internal sealed record StoredHistory(ArchivedDocument Start, IEnumerable<DbDataReader> Versions, IEnumerable<DbDataReader> Sessions, IEnumerable<DbDataReader> Conflicts);
