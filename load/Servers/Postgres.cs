using Npgsql;
using SyncServer.Testing;

namespace SyncServer.Load.Servers;

/// <summary>A PostgreSQL server for all arms of a part. Commits are durable, and the data in use fits into its memory.</summary>
internal sealed class Postgres : IMeasured, IAsyncDisposable
{
    // The default database. Its statements are not counted for the others.
    private const string OwnDatabase = "postgres";

    private readonly PostgresServer _server;

    private Postgres(PostgresServer server) => _server = server;

    /// <summary>The figures of all its processes.</summary>
    public ProcessFigures Figures
    {
        get
        {
            var sum = ProcessFigures.Read(_server.Id);
            foreach (var child in File.ReadAllText($"/proc/{_server.Id}/task/{_server.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                try
                {
                    sum += ProcessFigures.Read(int.Parse(child));
                }
                catch (IOException)
                {
                    // The process has just exited. The next reading has its figures in those of its parent.
                }
            }

            return sum;
        }
    }

    /// <param name="settings">Additional settings, each <c>key=value</c>.</param>
    public static async Task<Postgres> StartAsync(params string[] settings) => new(await PostgresServer.StartAsync(
        ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "autovacuum=on", "shared_buffers=256MB", "max_connections=300", .. settings]));

    /// <summary>Starts a server that counts statements.</summary>
    public static async Task<Postgres> StartCountingAsync()
    {
        // BEGIN and COMMIT would be counted only the first time that a connection sends them.
        var postgres = await StartAsync("shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_utility=off");
        await postgres.QueryAsync(OwnDatabase, "create extension pg_stat_statements");
        return postgres;
    }

    /// <summary>The number of statements of a database, without BEGIN and COMMIT.</summary>
    public async Task<long> StatementsAsync(string database) => long.Parse(await QueryAsync(
        OwnDatabase,
        $"""
        select coalesce(sum(calls), 0) from pg_stat_statements
        where dbid = (select oid from pg_database where datname = '{new NpgsqlConnectionStringBuilder(database).Database}')
        """));

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateDatabaseAsync() => _server.CreateDatabaseAsync();

    /// <param name="database">Its connection string.</param>
    /// <param name="sql">The statement.</param>
    /// <returns>One line for each row.</returns>
    public Task<string> QueryAsync(string database, string sql) => _server.QueryAsync(database, sql);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
