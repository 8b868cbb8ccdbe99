using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The default store: one SQLite file, used by one process.</summary>
public sealed class SqliteStore : DocumentStore
{
    private readonly DataFileLock _lock;
    private readonly SqliteDb _writing;
    private readonly SqliteDocumentLog _log;
    private readonly Checkpointer _checkpointer;

    private SqliteStore(DataFileLock fileLock, SqliteDb writing, SqliteDocumentLog log, Checkpointer checkpointer) =>
        (_lock, _writing, _log, _checkpointer) = (fileLock, writing, log, checkpointer);

    /// <summary>Opens the database. Creates or migrates it if needed.</summary>
    /// <param name="connectionString">A connection string of Microsoft.Data.Sqlite that names a file, not <c>:memory:</c>.</param>
    /// <param name="cacheBytes">The maximum size of the document cache in bytes.</param>
    /// <param name="sessions">The limits of session records.</param>
    /// <param name="time">The clock of saves.</param>
    /// <param name="progress">Is told what happens while the database is prepared.</param>
    /// <exception cref="DataFileInUseException">Another process has the file open.</exception>
    /// <exception cref="DataFileReplacedException">The write-ahead log beside the file belongs to another file.</exception>
    /// <exception cref="UnknownSchemaException">The file is of another release or another application.</exception>
    /// <exception cref="IOException">The file or its folder cannot be written.</exception>
    public static SqliteStore Open(string connectionString, long cacheBytes, SessionLimits sessions, TimeProvider time, Action<string>? progress = null)
    {
        var path = FileOf(connectionString);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var fileLock = DataFileLock.Acquire(path);
        try
        {
            DataFileOwner.Check(path);
            FileStamp.Check(path);
            var database = new SqliteConnectionStringBuilder(connectionString) { DataSource = path }.ToString();
            var options = new DbContextOptionsBuilder<SqliteDb>()
                .UseSqlite(database)
                .AddInterceptors(new ConnectionSettings())
                .Options;
            var writing = new SqliteDb(options);
            writing.Database.OpenConnection();
            var connection = (SqliteConnection)writing.Database.GetDbConnection();
            Prepare(connection);
            Schema.Migrate(writing, progress);
            writing.EnsureInUse();
            var secret = new SessionSecret(writing.ReadSecret("session", RandomNumberGenerator.GetBytes(32)));
            SqliteEpochs.Begin(writing);
            var start = writing.ReadStart();
            var cache = new DocumentCache<StoredDocument>(cacheBytes);
            var databases = new PooledDbContextFactory<SqliteDb>(options);
            var queries = new SqliteQueries(databases);
            var writeLock = new Lock();
            var rewriting = new SemaphoreSlim(1);
            var checkpointer = new Checkpointer(path, writeLock);
            var log = new SqliteDocumentLog(connection, cache, writeLock, checkpointer, sessions, time);
            var conflicts = new SqliteConflictLog(databases, writeLock);
            return new SqliteStore(fileLock, writing, log, checkpointer)
            {
                Location = path,
                Log = log,
                Reader = new SqliteDocumentReader(databases, cache),
                Conflicts = conflicts,
                Locks = new SqliteLockStore(databases, time),
                SessionSecret = secret,
                Keys = new KeyStore(databases.CreateDbContext),
                Access = new AccessList(queries),
                UserHistory = new UserHistory(queries),
                Connect = other => other.UseSqlite(database).AddInterceptors(new ConnectionSettings()),
                Thinner = new SqliteThinner(path, writeLock, rewriting, conflicts, sessions, time),
                Eraser = new SqliteEraser(path, writeLock, rewriting, log, cache, sessions),
                Changes = new SqliteChangeFeed(queries, start),
                Usage = new SqliteUsage(path),
                DataFile = path,
                Cache = cache,
            };
        }
        catch (SqliteException e) when (e.SqliteErrorCode is SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_CANTOPEN)
        {
            fileLock.Dispose();
            throw new IOException($"{path} or its folder cannot be written: {e.Message}", e);
        }
        catch
        {
            fileLock.Dispose();
            throw;
        }
    }

    /// <summary>The full path of the file that a connection string names. Symbolic links are resolved, so that two names of one file give one path.</summary>
    public static string FileOf(string connectionString)
    {
        var path = Path.GetFullPath(new SqliteConnectionStringBuilder(connectionString).DataSource);
        return File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
    }

    /// <inheritdoc/>
    public override Task ProbeAsync(bool isFailing)
    {
        _checkpointer.Probe(isFailing);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _checkpointer.Dispose();
        _log.Dispose();
        _writing.Dispose();
        SqliteConnection.ClearAllPools();
        _lock.Dispose();
    }

    /// <summary>Sets what a connection that writes needs.</summary>
    internal static void Prepare(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        // page_size: a save rewrites two pages, so they are small. It has an effect only on a new file.
        // synchronous = FULL: a commit returns when the write-ahead log is on disk (docs/architecture.md, "Acknowledged means durable").
        // secure_delete: what is deleted or replaced is overwritten, so that erasing has nothing else to look for.
        // __EFMigrationsLock: the lock of EF Core's migrator survives a killed process and would block every later start. The file lock already excludes other
        // processes.
        command.CommandText = """
            PRAGMA page_size = 1024;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA secure_delete = ON;
            DROP TABLE IF EXISTS "__EFMigrationsLock";
            """;
        command.ExecuteNonQuery();
    }
}
