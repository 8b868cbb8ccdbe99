using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Polly;
using Polly.Retry;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Prepares a database when a server starts: creates or migrates the tables, and begins an epoch. It waits for locks of other transactions without a limit, and
/// reports every few seconds which process holds them.
/// </summary>
/// <param name="connections">The connection strings.</param>
/// <param name="progress">Is told what happens.</param>
internal sealed class PostgresStart(PostgresConnections connections, Action<string> progress)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // If two nodes create the tables at the same time, one of them fails and is retried.
    private static readonly ResiliencePipeline LostRaces = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(PostgresCircuit.IsLostRace),
            MaxRetryAttempts = 10,
            Delay = TimeSpan.FromMilliseconds(100),
            UseJitter = true,
        })
        .Build();

    /// <summary>Prepares the database.</summary>
    /// <param name="read">Reads what the store needs.</param>
    /// <param name="connect">Opens a connection of the server. Until then one of the start is open, so that an import which begins now finds the server.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be used now. The message names it and the reason.</exception>
    /// <exception cref="UnknownSchemaException">The tables are of another release or another application.</exception>
    public T Run<T>(Func<PostgresDb, T> read, Action connect)
    {
        try
        {
            using var database = NpgsqlDataSource.Create(connections.Patient);
            var started = Stopwatch.GetTimestamp();
            using var report = new Timer(_ => Report(database, Stopwatch.GetElapsedTime(started)), state: null, Interval, Interval);
            using var starting = new NpgsqlConnection($"{connections.Patient};Pooling=False");
            starting.Open();
            var prepared = LostRaces.Execute(() => Prepare(database, read));
            connect();
            return prepared;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or StoreUnavailableException)
        {
            throw new StoreUnavailableException($"{connections.Location}: {ReasonOf(e)}", e);
        }
    }

    private T Prepare<T>(NpgsqlDataSource database, Func<PostgresDb, T> read)
    {
        CheckSession(database);
        using (var schema = database.CreateCommand("SELECT 1 FROM pg_namespace WHERE nspname = $1"))
        {
            schema.Parameters.Add(Column.One(connections.Schema));
            if (schema.ExecuteScalar() is null)
            {
                // Not if it exists, as the role then needs no privilege to create one.
                using var create = database.CreateCommand($"CREATE SCHEMA {connections.Schema}");
                create.ExecuteNonQuery();
            }
        }

        using var db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>()
            .UseNpgsql(database, options => options.MigrationsHistoryTable("migrations", connections.Schema))
            .Options);
        RefuseOtherTables(db);
        Schema.Migrate(db, progress);
        db.EnsureInUse();
        using (var connection = database.OpenConnection())
        {
            PostgresEpochs.Begin(connection, connections.FirstEpoch);
        }

        var prepared = read(db);
        if (connections.HasPooler)
        {
            CheckPooler(db.ReadStart());
        }

        return prepared;
    }

    private void CheckSession(NpgsqlDataSource database)
    {
        using var command = database.CreateCommand("SELECT current_setting('search_path')");
        if (!string.Equals((string)command.ExecuteScalar()!, new NpgsqlConnectionStringBuilder(connections.Direct).SearchPath, StringComparison.Ordinal))
        {
            throw new StoreUnavailableException("The connection does not keep the settings of a session, so it leads to a connection pooler. " + NeedsDirect);
        }
    }

    private void RefuseOtherTables(PostgresDb db)
    {
        var names = db.Model.GetEntityTypes().Select(type => type.GetTableName()!).ToArray();
        // Before the migrations are read, as another node may be creating the tables.
        var found = db.Database.SqlQuery<string>($"SELECT tablename::text AS \"Value\" FROM pg_tables WHERE schemaname = {connections.Schema} AND tablename = ANY ({names})").FirstOrDefault();
        if (found is not null && !db.Database.GetAppliedMigrations().Any())
        {
            throw new UnknownSchemaException(
                $"The schema {connections.Schema} of ConnectionStrings:Documents has a table {found} of another application. Name a schema of its own in the connection string: Search Path=sync.");
        }
    }

    /// <summary>Checks that saves and reads find the tables through the pooler.</summary>
    private void CheckPooler(ChangeCursor start)
    {
        using var connection = new NpgsqlConnection(connections.Documents);
        connection.Open();
        try
        {
            using var command = new NpgsqlCommand("SELECT id FROM epochs WHERE first = 0", connection);
            if (string.Equals(command.ExecuteScalar() as string, start.Epoch, StringComparison.Ordinal))
            {
                return;
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            // Reported as another database.
        }

        throw new StoreUnavailableException(
            $"ConnectionStrings:Documents does not lead to the tables of ConnectionStrings:DocumentsDirect. A pooler does not pass on the search path, so its role needs it: ALTER ROLE {connection.UserName} SET search_path = {connections.Schema}");
    }

    private void Report(NpgsqlDataSource database, TimeSpan elapsed)
    {
        try
        {
            using var command = database.CreateCommand("""
                SELECT string_agg(format('%s (%s)', b.pid, b.application_name), ', ') FROM pg_stat_activity b WHERE b.pid IN (
                    SELECT unnest(pg_blocking_pids(a.pid)) FROM pg_stat_activity a WHERE a.datname = current_database() AND a.application_name = $1)
                """);
            command.CommandTimeout = 3;
            command.Parameters.Add(Column.One(StartName));
            progress($"waiting for {elapsed.TotalSeconds:0} s{(command.ExecuteScalar() is string processes ? $", for a lock of the process {processes}" : "")}");
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException)
        {
            // The start itself reports what is wrong.
        }
    }

    private static string ReasonOf(Exception e) => (e switch
    {
        AggregateException several => string.Join("; ", several.InnerExceptions.Select(ReasonOf)),
        PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation } answer => $"{answer.MessageText}. If it is a connection pooler: {NeedsDirect}",
        PostgresException answer => answer.MessageText,
        { InnerException: { } inner } and not StoreUnavailableException => $"{e.Message}: {ReasonOf(inner)}",
        _ => e.Message,
    }).ReplaceLineEndings(" ");

    private const string NeedsDirect = "Name the server itself in ConnectionStrings:DocumentsDirect (docs/operations.md, \"A connection pooler\").";

    private const string StartName = PostgresConnections.StartName;
}
