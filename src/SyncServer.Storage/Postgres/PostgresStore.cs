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
    internal const int MaxConnections = 40;

    private readonly NpgsqlDataSource _database;
    private readonly PostgresDocumentLog _log;
    private readonly PostgresLockStore _locks;

    private PostgresStore(NpgsqlDataSource database, PostgresDocumentLog log, PostgresLockStore locks) => (_database, _log, _locks) = (database, log, locks);

    /// <summary>Whether a connection string is one for PostgreSQL.</summary>
    public static bool IsFor(string connectionString) =>
        connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) || connectionString.Contains("Server=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens the database. Creates or migrates its tables if needed.</summary>
    /// <param name="connectionString">A connection string of Npgsql.</param>
    /// <param name="cacheBytes">The maximum size of the document cache in bytes.</param>
    /// <param name="sessions">The limits of session records.</param>
    /// <param name="time">The clock of saves. <see cref="TimeProvider.System"/> means the clock of the database, which all nodes share.</param>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public static new PostgresStore Open(string connectionString, long cacheBytes, SessionLimits sessions, TimeProvider time)
    {
        connectionString = WithDefaults(connectionString);
        var circuit = new PostgresCircuit();
        // If two nodes create the tables at the same time, one of them fails and is retried.
        circuit.Run(() =>
        {
            // A separate data source, as the connection initializer of the one below needs the tables. The timeout allows for a migration by another node.
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
                db.EnsureImported();
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
                UserHistory = new UserHistory(new PostgresQueries(databases, circuit, new SemaphoreSlim(3))),
                Connect = other => other.UseNpgsql(database),
                Eraser = new PostgresEraser(connectionString, circuit, heads, sessions),
                Thinner = new PostgresThinner(connectionString, circuit, conflicts, sessions, time),
                Changes = new PostgresChangeFeed(new PostgresQueries(databases, circuit, new SemaphoreSlim(3)), new PositionsInFlight(database, circuit, time), start, time),
                Nodes = new PostgresNodeChannel(database, circuit, time),
                Usage = new PostgresUsage(connectionString),
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

    /// <summary>The schema of the tables.</summary>
    internal static string SchemaOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).SearchPath!.Split(',')[0].Trim();

    /// <summary>A connection string with the settings that the statements need.</summary>
    internal static string WithDefaults(string connectionString)
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
        // A schema separate from that of an application in the same database.
        SetDefault("Search Path", "sync");
        // There are few statements, so they stay prepared. No statement changes the state of a connection, so no reset is needed.
        SetDefault("Max Auto Prepare", 50);
        SetDefault("Auto Prepare Min Usages", 2);
        SetDefault("No Reset On Close", true);
        SetDefault("Timeout", 3);
        SetDefault("Command Timeout", 3);
        SetDefault("Cancellation Timeout", 500);
        // PostgreSQL allows 100 connections by default, which is enough for two nodes.
        SetDefault("Maximum Pool Size", MaxConnections);
        SetDefault("GSS Encryption Mode", "Disable");
        // synchronous_commit: an acknowledged save is durable, whatever the default of the role. idle_in_transaction_session_timeout: a node that pauses in the
        // middle of a batch must not keep rows locked for long. plan_cache_mode: planning a statement costs more than executing it. enable_seqscan: no statement
        // here needs to read a whole table.
        settings.Options = "-c synchronous_commit=on -c idle_in_transaction_session_timeout=1500 -c plan_cache_mode=force_generic_plan -c enable_seqscan=off " + settings.Options;
        return settings.ToString();
    }
}
