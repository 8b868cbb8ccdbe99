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

/// <summary>An open store: what the host needs of it.</summary>
public abstract class DocumentStore : IDisposable
{
    /// <summary>Where the documents are, to show: the full path of a file, or a host and a database.</summary>
    public required string Location { get; init; }

    /// <summary>The writer.</summary>
    public required IDocumentLog Log { get; init; }

    /// <summary>Reads what is committed; safe from any thread.</summary>
    public required IDocumentReader Reader { get; init; }

    /// <summary>The conflicts on record.</summary>
    public required IConflictLog Conflicts { get; init; }

    /// <summary>The locks.</summary>
    public required ILockStore Locks { get; init; }

    /// <summary>The secret that sessions are hashed with. Lives in the database.</summary>
    public required SessionSecret SessionSecret { get; init; }

    /// <summary>The signing keys. Live in the database.</summary>
    public required IKeyStore Keys { get; init; }

    /// <summary>Who may do what with which document.</summary>
    public required IAccessList Access { get; init; }

    /// <summary>Lets another context work on the same database. The tables are made here.</summary>
    public required Action<DbContextOptionsBuilder> Connect { get; init; }

    /// <summary>Takes old versions away.</summary>
    public required IHistoryThinner Thinner { get; init; }

    /// <summary>The log as a list of changes.</summary>
    public required IChangeFeed Changes { get; init; }

    /// <summary>A way between the nodes on this store; null where there is only one.</summary>
    public INodeChannel? Nodes { get; init; }

    /// <summary>How often documents were found in memory.</summary>
    public required ICacheStatistics Cache { get; init; }

    /// <summary>The breaker before the database; null where it is in this process.</summary>
    public ICircuit? Circuit { get; init; }

    /// <summary>Opens the store that a connection string is for, making or migrating its tables where needed.</summary>
    /// <param name="connectionString"><c>Data Source=…</c> is SQLite, <c>Host=…</c> is PostgreSQL (protocol 12).</param>
    /// <param name="cacheBytes">How many bytes of documents may stay in memory.</param>
    /// <param name="sessions">How much is remembered of a session.</param>
    /// <param name="time">Tells the time of a save. On PostgreSQL the system's clock stands for the database's own, which all nodes share.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    /// <exception cref="DataFileInUseException">Another process has the SQLite file.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL does not answer.</exception>
    public static DocumentStore Open(string connectionString, long cacheBytes, SessionLimits sessions, TimeProvider time) =>
        PostgresStore.IsFor(connectionString)
            ? PostgresStore.Open(connectionString, cacheBytes, sessions, time)
            : SqliteStore.Open(connectionString, cacheBytes, sessions, time);

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
