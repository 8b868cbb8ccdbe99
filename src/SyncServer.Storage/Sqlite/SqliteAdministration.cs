using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Administration;

namespace SyncServer.Storage.Sqlite;

/// <summary>The commands of an operator on a SQLite file that a server may have open.</summary>
internal sealed class SqliteAdministration : StoreAdministration
{
    private readonly string _path;
    private readonly IDbContextFactory<SqliteDb> _databases;

    private SqliteAdministration(string path, IDbContextFactory<SqliteDb> databases) => (_path, _databases) = (path, databases);

    /// <inheritdoc cref="StoreAdministration.Open"/>
    public static new SqliteAdministration Open(string connectionString)
    {
        var path = ExistingFile(connectionString);
        try
        {
            SqliteStore.Open(connectionString, cacheBytes: 0, SessionLimits.Default, TimeProvider.System).Dispose();
        }
        catch (DataFileInUseException)
        {
            // The server has migrated and checked it.
        }

        var database = new SqliteConnectionStringBuilder(connectionString) { DataSource = path, Mode = SqliteOpenMode.ReadWrite }.ToString();
        var databases = new PooledDbContextFactory<SqliteDb>(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(database).AddInterceptors(new ConnectionSettings()).Options);
        return new SqliteAdministration(path, databases)
        {
            Access = new AccessList(new SqliteQueries(databases)),
            Connect = other => other.UseSqlite(database).AddInterceptors(new ConnectionSettings()),
        };
    }

    /// <summary>
    /// Rewrites the file. SQLite writes the new content to the write-ahead log as one transaction, so that a crash at any time leaves the file whole. A file that was
    /// created with <c>auto_vacuum = INCREMENTAL</c> is only shortened by its free pages.
    /// </summary>
    public static new (long Before, long After) Vacuum(string connectionString, Action<string> progress)
    {
        var path = ExistingFile(connectionString);
        using var fileLock = DataFileLock.Acquire(path);
        FileStamp.Check(path);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        Run("PRAGMA synchronous = FULL");
        if (Run("SELECT count(*) FROM sqlite_master WHERE name = '__EFMigrationsHistory'") is 0)
        {
            throw new InvalidDataException($"{path} is not a database of this server.");
        }

        Run("PRAGMA wal_checkpoint(TRUNCATE)");
        var before = new FileInfo(path).Length;
        progress(path);
        Run(Run("PRAGMA auto_vacuum") is 2 ? "PRAGMA incremental_vacuum" : "VACUUM");
        Run("PRAGMA wal_checkpoint(TRUNCATE)");
        return (before, new FileInfo(path).Length);

        long Run(string sql)
        {
            command.CommandText = sql;
            using var rows = command.ExecuteReader();
            var value = 0L;
            // An incremental vacuum frees a page for each row.
            while (rows.Read())
            {
                value = rows.GetInt64(0);
            }

            return value;
        }
    }

    /// <inheritdoc/>
    private protected override string DocumentsQuery =>
        // Beside max(), SQLite reads the other columns from the row of the maximum.
        """
        SELECT d.collection, d.id, r.versions, r.bytes, r.size, r.deleted FROM (
            SELECT doc, count(*) AS versions, sum(length(payload)) AS bytes, max(version), size, deleted FROM revisions GROUP BY doc) AS r
        JOIN documents d ON d.doc = r.doc
        """;

    /// <inheritdoc/>
    private protected override long? WalBytes => new FileInfo(_path + "-wal") is { Exists: true, Length: var length } ? length : 0;

    /// <inheritdoc/>
    private protected override DbConnection Reading() =>
        new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());

    /// <inheritdoc/>
    private protected override Task<long> SizeAsync(StatisticsReading reading, CancellationToken cancellation) => Task.FromResult(new FileInfo(_path).Length);

    /// <inheritdoc/>
    private protected override Task<long> NowAsync(StoreDb db) => Task.FromResult(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    private protected override StoreDb OpenDb() => _databases.CreateDbContext();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => SqliteConnection.ClearAllPools();

    private static string ExistingFile(string connectionString) => SqliteStore.FileOf(connectionString) is var path && File.Exists(path) ? path
        : throw new FileNotFoundException($"{path} does not exist. Start the server once, or set ConnectionStrings:Documents.");
}
