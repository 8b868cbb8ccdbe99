using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The embedded default: one SQLite file, owned by one process.</summary>
public sealed class SqliteStore : DocumentStore
{
    private readonly DataFileLock _lock;
    private readonly SqliteDb _writing;
    private readonly SqliteDocumentLog _log;

    private SqliteStore(DataFileLock fileLock, SqliteDb writing, SqliteDocumentLog log) => (_lock, _writing, _log) = (fileLock, writing, log);

    /// <summary>Opens the database, making or migrating it where needed.</summary>
    /// <param name="connectionString">As for Microsoft.Data.Sqlite; a file, not <c>:memory:</c>.</param>
    /// <param name="cacheBytes">How many bytes of documents may stay in memory.</param>
    /// <param name="sessions">How much is remembered of a session.</param>
    /// <param name="time">Tells the time of a save.</param>
    /// <exception cref="DataFileInUseException">Another process has the file.</exception>
    public static new SqliteStore Open(string connectionString, long cacheBytes, SessionLimits sessions, TimeProvider time)
    {
        var path = DataFile(connectionString);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fileLock = DataFileLock.Take(path);
        try
        {
            var database = new SqliteConnectionStringBuilder(connectionString) { DataSource = path }.ToString();
            var options = new DbContextOptionsBuilder<SqliteDb>()
                .UseSqlite(database)
                .Options;
            var writing = new SqliteDb(options);
            writing.Database.OpenConnection();
            var connection = (SqliteConnection)writing.Database.GetDbConnection();
            Prepare(connection);
            Schema.Migrate(writing);
            var secret = new SessionSecret(writing.ReadSecret("session", RandomNumberGenerator.GetBytes(32)));
            SqliteEpochs.Begin(writing);
            var start = writing.ReadStart();
            var cache = new DocumentCache<StoredDocument>(cacheBytes);
            var databases = new PooledDbContextFactory<SqliteDb>(options);
            var queries = new SqliteQueries(databases);
            var turn = new Lock();
            var log = new SqliteDocumentLog(connection, cache, turn, sessions, time);
            var conflicts = new SqliteConflictLog(databases, turn);
            return new SqliteStore(fileLock, writing, log)
            {
                Location = path,
                Log = log,
                Reader = new SqliteDocumentReader(databases, cache),
                Conflicts = conflicts,
                Locks = new SqliteLockStore(databases, time),
                SessionSecret = secret,
                Keys = new KeyStore(databases.CreateDbContext),
                Access = new AccessList(queries),
                Connect = other => other.UseSqlite(database),
                Thinner = new SqliteThinner(path, turn, conflicts, sessions, time),
                Changes = new SqliteChangeFeed(queries, start),
                Cache = cache,
            };
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>The full path of the file that a connection string names, links followed: two names of one file are one database.</summary>
    public static string DataFile(string connectionString)
    {
        var path = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        return File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _log.Dispose();
        _writing.Dispose();
        SqliteConnection.ClearAllPools();
        _lock.Dispose();
    }

    private static void Prepare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        // Small pages: a save rewrites two of them. They count only while the file is new.
        // The migrator's own lock outlives a kill and then hangs every start. The lock file already says that nobody else migrates.
        // FULL: a commit returns when the log is on disk (architecture, idea 5).
        command.CommandText = """
            PRAGMA page_size = 1024;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 48000;
            PRAGMA busy_timeout = 2000;
            DROP TABLE IF EXISTS "__EFMigrationsLock";
            """;
        command.ExecuteNonQuery();
    }
}
