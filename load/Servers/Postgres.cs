using Npgsql;
using SyncServer.Testing;

namespace SyncServer.Load.Servers;

/// <summary>One PostgreSQL for all arms of a part: a commit is on the disk before it is answered, and what is in use fits into its memory.</summary>
internal sealed class Postgres : IMeasured, IAsyncDisposable
{
    // The one that is always there; what is asked of it is not counted for the others.
    private const string OwnDatabase = "postgres";

    private readonly PostgresServer _server;

    private Postgres(PostgresServer server) => _server = server;

    /// <summary>Of all of its processes.</summary>
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
                    // It has just ended: the next reading finds its figures among its parent's.
                }
            }

            return sum;
        }
    }

    /// <param name="settings">Beyond the usual ones, each <c>key=value</c>.</param>
    public static async Task<Postgres> StartAsync(params string[] settings) => new(await PostgresServer.StartAsync(
        ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "autovacuum=on", "shared_buffers=256MB", "max_connections=300", .. settings]));

    /// <summary>Starts one that counts the statements that it is given.</summary>
    public static async Task<Postgres> StartCountingAsync()
    {
        // BEGIN and COMMIT would be counted only the first time that a connection sends them.
        var postgres = await StartAsync("shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_utility=off");
        await postgres.QueryAsync(OwnDatabase, "create extension pg_stat_statements");
        return postgres;
    }

    /// <summary>The statements that a database has been given, BEGIN and COMMIT not among them.</summary>
    public async Task<long> StatementsAsync(string database) => long.Parse(await QueryAsync(
        OwnDatabase,
        $"""
        select coalesce(sum(calls), 0) from pg_stat_statements
        where dbid = (select oid from pg_database where datname = '{new NpgsqlConnectionStringBuilder(database).Database}')
        """));

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateDatabaseAsync() => _server.CreateDatabaseAsync();

    /// <param name="database">Its connection string.</param>
    /// <param name="sql">The statement.</param>
    /// <returns>A line for each row.</returns>
    public Task<string> QueryAsync(string database, string sql) => _server.QueryAsync(database, sql);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
