using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>The store for several nodes: a PostgreSQL database, or one that is compatible with it.</summary>
public sealed class PostgresStore : DocumentStore
{
    private readonly NpgsqlDataSource _database;
    private readonly PostgresConnections _connections;
    private readonly PostgresCircuit _circuit;
    private readonly PostgresDocumentLog _log;
    private readonly PostgresLockStore _locks;

    private PostgresStore(NpgsqlDataSource database, PostgresConnections connections, PostgresCircuit circuit, PostgresDocumentLog log, PostgresLockStore locks) =>
        (_database, _connections, _circuit, _log, _locks) = (database, connections, circuit, log, locks);

    /// <summary>Whether a connection string is one for PostgreSQL.</summary>
    public static bool IsFor(string connectionString) =>
        connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) || connectionString.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens the database. Creates or migrates its tables if needed.</summary>
    /// <param name="connectionString">A connection string of Npgsql.</param>
    /// <param name="cacheBytes">The maximum size of the document cache in bytes.</param>
    /// <param name="sessions">The limits of session records.</param>
    /// <param name="time">The clock of saves. <see cref="TimeProvider.System"/> means the clock of the database, which all nodes share.</param>
    /// <param name="direct">The connection string of the server itself, if <paramref name="connectionString"/> is of a connection pooler.</param>
    /// <param name="progress">Is told what happens while the database is prepared.</param>
    /// <exception cref="ArgumentException">A connection string is malformed.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be used now. The message names it and the reason.</exception>
    /// <exception cref="UnknownSchemaException">The tables are of another release or another application.</exception>
    public static new PostgresStore Open(
        string connectionString, long cacheBytes, SessionLimits sessions, TimeProvider time, string? direct = null, Action<string>? progress = null)
    {
        var connections = new PostgresConnections(connectionString, direct);
        var database = new NpgsqlDataSourceBuilder(connections.Documents).UsePhysicalConnectionInitializer(
            connection => PostgresEpochs.Begin(connection, connections.FirstEpoch),
            connection =>
            {
                PostgresEpochs.Begin(connection, connections.FirstEpoch);
                return Task.CompletedTask;
            }).Build();
        try
        {
            var (secret, start) = new PostgresStart(connections, progress ?? (_ => { })).Run(
                db => (new SessionSecret(db.ReadSecret("session", RandomNumberGenerator.GetBytes(32))), db.ReadStart()), () => database.OpenConnection().Dispose());
            connections.FirstEpoch = start.Epoch;
            var circuit = new PostgresCircuit(database);
            var options = new DbContextOptionsBuilder<PostgresDb>()
                .UseNpgsql(database)
                .AddInterceptors(ConfirmedCommits.Instance)
                .Options;
            var databases = new PooledDbContextFactory<PostgresDb>(options);
            var heads = new HeadCache(cacheBytes, time);
            var log = new PostgresDocumentLog(database, connections, circuit, heads, sessions, time);
            var conflicts = new PostgresConflictLog(database, new PostgresQueries(databases, circuit, new SemaphoreSlim(3)));
            var locks = new PostgresLockStore(database, connections, circuit, heads, time);
            return new PostgresStore(database, connections, circuit, log, locks)
            {
                Location = connections.Location,
                Log = log,
                Reader = new PostgresDocumentReader(new PostgresQueries(databases, circuit, new SemaphoreSlim(PostgresConnections.MaxConnections - 12)), heads, new HeadLookups(database, circuit, heads, time)),
                Conflicts = conflicts,
                Locks = locks,
                SessionSecret = secret,
                Keys = new KeyStore(databases.CreateDbContext),
                Access = new AccessList(new PostgresQueries(databases, circuit, new SemaphoreSlim(PostgresConnections.MaxConnections))),
                UserHistory = new UserHistory(new PostgresQueries(databases, circuit, new SemaphoreSlim(3))),
                Connect = other => other.UseNpgsql(database).AddInterceptors(ConfirmedCommits.Instance),
                Eraser = new PostgresEraser(connections.Direct, circuit, heads, sessions),
                Thinner = new PostgresThinner(connections.Direct, circuit, conflicts, sessions, time),
                Changes = new PostgresChangeFeed(new PostgresQueries(databases, circuit, new SemaphoreSlim(3)), new PositionsInFlight(database, circuit, time), start, time),
                Nodes = new PostgresNodeChannel(database, connections.Direct, circuit, time),
                Usage = new PostgresUsage(connections.Direct),
                Cache = heads.Statistics,
                Circuit = circuit,
            };
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task ProbeAsync(bool isFailing) => Task.Run(() => _circuit.Run(() =>
    {
        using var connection = _database.OpenConnection();
        using var probing = new NpgsqlBatch(connection);
        probing.AddAll(_connections.Begin);
        // A database that only reads refuses this statement, also if it finds no row. To lock a row is a durable write.
        probing.Add("SELECT 1 FROM epochs WHERE first = $1 FOR KEY SHARE", Column.One(isFailing ? 0L : -1L));
        probing.Add("COMMIT");
        probing.ExecuteCommit();
        return true;
    }));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _log.Dispose();
        _locks.Dispose();
        _database.Dispose();
    }
}
