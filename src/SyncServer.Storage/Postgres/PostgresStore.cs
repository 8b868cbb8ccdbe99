using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>The store for several nodes: one PostgreSQL database, or one that speaks its protocol.</summary>
public sealed class PostgresStore : DocumentStore
{
    internal const int MaxConnections = 40;

    private readonly NpgsqlDataSource _database;
    private readonly PostgresDocumentLog _log;
    private readonly PostgresLockStore _locks;

    private PostgresStore(NpgsqlDataSource database, PostgresDocumentLog log, PostgresLockStore locks) => (_database, _log, _locks) = (database, log, locks);

    /// <summary>Whether a connection string is for this store.</summary>
    public static bool IsFor(string connectionString) =>
        connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) || connectionString.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens the database, making or migrating its tables where needed.</summary>
    /// <param name="connectionString">As for Npgsql.</param>
    /// <param name="cacheBytes">How many bytes of documents may stay in memory.</param>
    /// <param name="sessions">How much is remembered of a session.</param>
    /// <param name="time">The system's clock stands for the database's own, which all nodes share; any other tells the time of a save.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static new PostgresStore Open(string connectionString, long cacheBytes, SessionLimits sessions, TimeProvider time)
    {
        connectionString = WithDefaults(connectionString);
        var circuit = new PostgresCircuit();
        // Of two nodes that make the tables at once, one fails and tries again.
        circuit.Run(() =>
        {
            // Connections of the pool below expect the tables. Another node that makes them may take its time.
            using var making = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 60 });
            using var schema = making.CreateCommand($"CREATE SCHEMA IF NOT EXISTS {SchemaOf(connectionString)}");
            schema.ExecuteNonQuery();
            using var db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>()
                .UseNpgsql(making, options => options.MigrationsHistoryTable("migrations", SchemaOf(connectionString)))
                .Options);
            Schema.Migrate(db);
            return true;
        });
        var database = new NpgsqlDataSourceBuilder(connectionString).UsePhysicalConnectionInitializer(
            PostgresEpochs.Begin,
            connection =>
            {
                PostgresEpochs.Begin(connection);
                return Task.CompletedTask;
            }).Build();
        try
        {
            var options = new DbContextOptionsBuilder<PostgresDb>()
                .UseNpgsql(database)
                .Options;
            var databases = new PooledDbContextFactory<PostgresDb>(options);
            var (secret, start) = circuit.Run(() =>
            {
                using var db = databases.CreateDbContext();
                return (new SessionSecret(db.ReadSecret("session", RandomNumberGenerator.GetBytes(32))), db.ReadStart());
            });
            var heads = new HeadCache(cacheBytes, time);
            var log = new PostgresDocumentLog(database, circuit, heads, sessions, time);
            var conflicts = new PostgresConflictLog(database, new PostgresQueries(databases, circuit, new SemaphoreSlim(3)));
            var locks = new PostgresLockStore(database, circuit, heads, time);
            return new PostgresStore(database, log, locks)
            {
                Location = LocationOf(new NpgsqlConnectionStringBuilder(connectionString)),
                Log = log,
                Reader = new PostgresDocumentReader(new PostgresQueries(databases, circuit, new SemaphoreSlim(MaxConnections - 12)), heads, new HeadLookups(database, circuit, heads, time)),
                Conflicts = conflicts,
                Locks = locks,
                SessionSecret = secret,
                Keys = new KeyStore(databases.CreateDbContext),
                Access = new AccessList(new PostgresQueries(databases, circuit, new SemaphoreSlim(MaxConnections))),
                Connect = other => other.UseNpgsql(database),
                Thinner = new PostgresThinner(connectionString, circuit, conflicts, sessions, time),
                Changes = new PostgresChangeFeed(new PostgresQueries(databases, circuit, new SemaphoreSlim(3)), new PositionsInFlight(database, circuit, time), start, time),
                Nodes = new PostgresNodeChannel(database, circuit, time),
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
    protected override void Dispose(bool disposing)
    {
        _log.Dispose();
        _locks.Dispose();
        _database.Dispose();
    }

    private static string LocationOf(NpgsqlConnectionStringBuilder settings) => $"{settings.Database} on {settings.Host}:{settings.Port}, schema {settings.SearchPath}";

    private static string SchemaOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).SearchPath!.Split(',')[0].Trim();

    private static string WithDefaults(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        void SetDefault(string key, object value)
        {
            if (!settings.ShouldSerialize(key))
            {
                settings[key] = value;
            }
        }

        SetDefault("Application Name", "syncserver");
        // The tables are apart from those of an application in the same database.
        SetDefault("Search Path", "sync");
        // The few statements there are stay prepared, and no connection is changed in a way that a reset would have to undo.
        SetDefault("Max Auto Prepare", 50);
        SetDefault("Auto Prepare Min Usages", 2);
        SetDefault("No Reset On Close", true);
        SetDefault("Timeout", 3);
        SetDefault("Command Timeout", 3);
        SetDefault("Cancellation Timeout", 500);
        // PostgreSQL takes 100 connections unless told otherwise: enough for two nodes.
        SetDefault("Maximum Pool Size", MaxConnections);
        SetDefault("GSS Encryption Mode", "Disable");
        // An acknowledged save is durable, whatever the role's default. A node that stops in the middle of a batch must not hold its documents for
        // long. Planning a statement costs more than running it, and none here has a reason to read a whole table.
        settings.Options = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=1500 -c plan_cache_mode=force_generic_plan -c enable_seqscan=off " + settings.Options;
        return settings.ToString();
    }
}
