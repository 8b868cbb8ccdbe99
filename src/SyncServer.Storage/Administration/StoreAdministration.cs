using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage.Administration;

/// <summary>What the commands of an operator do with a database while servers may be using it, in short transactions.</summary>
public abstract class StoreAdministration : IDisposable
{
    /// <summary>The access lists of documents.</summary>
    public required IAccessList Access { get; init; }

    /// <summary>Configures another <see cref="DbContext"/> for the same database.</summary>
    public required Action<DbContextOptionsBuilder> Connect { get; init; }

    /// <summary>Opens a database. If no server uses it, it is migrated first.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <exception cref="IOException">The SQLite file does not exist.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL does not answer.</exception>
    public static StoreAdministration Open(string connectionString) =>
        PostgresStore.IsFor(connectionString) ? PostgresAdministration.Open(connectionString) : SqliteAdministration.Open(connectionString);

    /// <summary>Gives the space of what was deleted back to the file system (SQLite) or to the tables (PostgreSQL), and there updates the statistics of the query planner.</summary>
    /// <param name="connectionString">The connection string of the database. A SQLite file must not be in use.</param>
    /// <param name="progress">Is called with the name of each table before it is worked on.</param>
    /// <returns>The size of the database in bytes, before and after.</returns>
    /// <exception cref="DataFileInUseException">A server is using the SQLite file.</exception>
    /// <exception cref="IOException">The SQLite file does not exist.</exception>
    public static (long Before, long After) Vacuum(string connectionString, Action<string> progress) =>
        PostgresStore.IsFor(connectionString) ? PostgresAdministration.Vacuum(connectionString, progress) : SqliteAdministration.Vacuum(connectionString, progress);

    /// <summary>The locks of all documents, also expired ones that are not removed yet, by document.</summary>
    public async Task<IReadOnlyList<(DocumentKey Key, DocumentLock Lock)>> ListLocksAsync()
    {
        await using var db = OpenDb();
        var rows = await db.Locks.AsNoTracking().OrderBy(l => l.Collection).ThenBy(l => l.Id).ThenBy(l => l.Fence).ToListAsync();
        return rows.ConvertAll(row => (new DocumentKey(row.Collection, row.Id), row.ToLock()));
    }

    /// <summary>
    /// Ends locks now, as if they had expired: no save is refused any more. A server removes expired locks and sends their events within a second; until one runs, they
    /// are listed.
    /// </summary>
    /// <param name="only">The document; null for all.</param>
    /// <returns>The number of locks that were live.</returns>
    public async Task<int> EndLocksAsync(DocumentKey? only)
    {
        var ended = 0;
        foreach (var key in (await ListLocksAsync()).Select(held => held.Key).Distinct().Where(locked => only is null || locked == only))
        {
            await using var db = OpenDb();
            await using var transaction = await db.Database.BeginTransactionAsync();
            // Excludes saves, which renew the locks of their session.
            await db.LockAccessAsync(key, CancellationToken.None);
            var now = await NowAsync(db);
            ended += await db.Locks.Where(l => l.Collection == key.Collection && l.Id == key.Id && l.ExpiresAt > now)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, now));
            await transaction.CommitAsync();
        }

        return ended;
    }

    /// <summary>Counts what is stored. The whole log is read once.</summary>
    /// <param name="largest">How many of the largest documents to name.</param>
    /// <param name="progress">Is called with the number of documents read so far, from time to time.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<StoreStatistics> ReadStatisticsAsync(int largest, Action<long> progress, CancellationToken cancellation)
    {
        await using var connection = Reading();
        await connection.OpenAsync(cancellation);
        var statistics = new StatisticsReading(connection);
        return (await statistics.ReadAsync(DocumentsQuery, largest, progress, cancellation)) with { DatabaseBytes = await SizeAsync(statistics, cancellation), WalBytes = WalBytes };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A query for the documents: collection, id, number of versions, bytes of their payloads, size of the newest version, whether that is a tombstone.</summary>
    private protected abstract string DocumentsQuery { get; }

    /// <summary>The size of the write-ahead log; null if it does not belong to the database.</summary>
    private protected abstract long? WalBytes { get; }

    /// <summary>A connection without time limits.</summary>
    private protected abstract DbConnection Reading();

    /// <summary>The size of the database.</summary>
    private protected abstract Task<long> SizeAsync(StatisticsReading reading, CancellationToken cancellation);

    /// <summary>The time of the clock that decides saves, in milliseconds since 1970 UTC.</summary>
    private protected abstract Task<long> NowAsync(StoreDb db);

    /// <summary>Opens the tables.</summary>
    private protected abstract StoreDb OpenDb();

    /// <summary>Closes the database.</summary>
    /// <param name="disposing">Always true.</param>
    protected abstract void Dispose(bool disposing);
}
