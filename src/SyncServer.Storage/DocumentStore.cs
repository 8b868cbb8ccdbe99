using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage;

/// <summary>An open store with its services.</summary>
public abstract class DocumentStore : IDisposable
{
    /// <summary>The database where no connection string is set.</summary>
    public const string DefaultConnectionString = "Data Source=data/sync.db";

    /// <summary>Where the documents are stored, for display: the full path of a file, or a database and a host.</summary>
    public required string Location { get; init; }

    /// <summary>Decides and writes saves.</summary>
    public required IDocumentLog Log { get; init; }

    /// <summary>Reads committed versions. Safe for concurrent use.</summary>
    public required IDocumentReader Reader { get; init; }

    /// <summary>The conflicts on record.</summary>
    public required IConflictLog Conflicts { get; init; }

    /// <summary>The locks.</summary>
    public required ILockStore Locks { get; init; }

    /// <summary>The secret with which session ids are hashed. It is stored in the database.</summary>
    public required SessionSecret SessionSecret { get; init; }

    /// <summary>The signing keys. They are stored in the database.</summary>
    public required IKeyStore Keys { get; init; }

    /// <summary>The access lists of documents.</summary>
    public required IAccessList Access { get; init; }

    /// <summary>Configures another <see cref="DbContext"/> for the same database. This store creates all tables.</summary>
    public required Action<DbContextOptionsBuilder> Connect { get; init; }

    /// <summary>Removes old versions.</summary>
    public required IHistoryThinner Thinner { get; init; }

    /// <summary>Erases documents, versions and users.</summary>
    public required IEraser Eraser { get; init; }

    /// <summary>What the store has of one user.</summary>
    public required IUserHistory UserHistory { get; init; }

    /// <summary>The log of changes.</summary>
    public required IChangeFeed Changes { get; init; }

    /// <summary>Sends messages between the nodes on this store; null if the store has only one node.</summary>
    public INodeChannel? Nodes { get; init; }

    /// <summary>How much is stored.</summary>
    public required IUsage Usage { get; init; }

    /// <summary>The full path of the SQLite file; null on PostgreSQL.</summary>
    public string? DataFile { get; init; }

    /// <summary>Statistics of the document cache.</summary>
    public required ICacheStatistics Cache { get; init; }

    /// <summary>The circuit breaker for the database; null if the database is in this process.</summary>
    public ICircuit? Circuit { get; init; }

    /// <summary>Opens a store. Creates or migrates its tables if needed.</summary>
    /// <param name="connectionString"><c>Data Source=…</c> for SQLite, <c>Host=…</c> for PostgreSQL.</param>
    /// <param name="cacheBytes">The maximum size of the document cache in bytes.</param>
    /// <param name="sessions">The limits of session records.</param>
    /// <param name="time">The clock of saves. On PostgreSQL, <see cref="TimeProvider.System"/> means the clock of the database, which all nodes share.</param>
    /// <param name="direct">
    /// The connection string of the PostgreSQL server itself, if <paramref name="connectionString"/> is of a connection pooler in transaction mode; else null.
    /// </param>
    /// <param name="progress">Is told what happens while the database is prepared, which may take long.</param>
    /// <exception cref="ArgumentException">A connection string is malformed.</exception>
    /// <exception cref="DataFileInUseException">Another process has the SQLite file open.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be used now. The message names the server and the reason.</exception>
    /// <exception cref="UnknownSchemaException">The tables are of another release or another application.</exception>
    public static DocumentStore Open(
        string connectionString, long cacheBytes, SessionLimits sessions, TimeProvider time, string? direct = null, Action<string>? progress = null) =>
        PostgresStore.IsFor(connectionString)
            ? PostgresStore.Open(connectionString, cacheBytes, sessions, time, direct, progress)
            : SqliteStore.Open(connectionString, cacheBytes, sessions, time, progress);

    /// <summary>Writes a consistent copy of a SQLite database. A server may have it open.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="file">The copy, which must not exist.</param>
    /// <param name="cancellation">Ends the copying; no file is left.</param>
    /// <exception cref="NotSupportedException">The database is PostgreSQL.</exception>
    /// <exception cref="IOException">The copy exists, or cannot be written.</exception>
    public static void Backup(string connectionString, string file, CancellationToken cancellation) =>
        SqliteBackup.Create(SqliteFileOf(connectionString, "pg_dump --format=custom --schema=sync --file=backup.dump <database>"), file, cancellation);

    /// <summary>Replaces a SQLite database by a backup.</summary>
    /// <param name="connectionString">The connection string of the database. It may be missing or damaged.</param>
    /// <param name="file">The backup. It is checked first, and not changed.</param>
    /// <returns>The full path of the database.</returns>
    /// <exception cref="NotSupportedException">The database is PostgreSQL.</exception>
    /// <exception cref="DataFileInUseException">A server is using the database.</exception>
    /// <exception cref="InvalidDataException">The backup is damaged, or not a database of this server.</exception>
    public static string Restore(string connectionString, string file)
    {
        var path = SqliteFileOf(connectionString, "pg_restore --clean --dbname=<database> backup.dump");
        SqliteBackup.Restore(file, path);
        return path;
    }

    private static string SqliteFileOf(string connectionString, string command) => PostgresStore.IsFor(connectionString)
        ? throw new NotSupportedException($"PostgreSQL has its own tools: {command}")
        : SqliteStore.FileOf(connectionString);

    /// <summary>Checks that the database can be written.</summary>
    /// <param name="isFailing">Whether the last commit failed: then a durable write is made.</param>
    /// <exception cref="StoreUnavailableException">What is written now would not be found at the next start.</exception>
    public abstract Task ProbeAsync(bool isFailing);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the database.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}
