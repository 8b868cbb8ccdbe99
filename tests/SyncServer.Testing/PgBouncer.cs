namespace SyncServer.Testing;

/// <summary>PgBouncer in transaction mode, in front of a PostgreSQL server.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly GuardedProcess _process;
    private readonly int _port;

    private PgBouncer(GuardedProcess process, int port) => (_process, _port) = (process, port);

    /// <summary>Starts it on a free port and waits until it responds.</summary>
    /// <param name="postgres">The server.</param>
    /// <param name="settings">Additional lines of its configuration.</param>
    public static async Task<PgBouncer> StartAsync(PostgresServer postgres, params string[] settings)
    {
        var port = FreePort.Next();
        var directory = Directory.CreateTempSubdirectory("syncserver-pgbouncer-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "users.txt"), "\"postgres\" \"\"\n");
        await File.WriteAllTextAsync(Path.Combine(directory, "pgbouncer.ini"), $"""
            [databases]
            * = host=127.0.0.1 port={postgres.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = users.txt
            pool_mode = transaction
            default_pool_size = 8
            server_login_retry = 1
            {string.Join('\n', settings)}

            """);
        if (PostgresServer.AsItsUser.Length > 0)
        {
            await Tool.RunAsync("chown", "-R", "postgres", directory);
        }

        var bouncer = new PgBouncer(GuardedProcess.Create(directory, "KILL", [.. PostgresServer.AsItsUser, "/usr/sbin/pgbouncer", "pgbouncer.ini"]), port);
        await bouncer._process.StartAsync(() => Tool.RunAsync(PostgresServer.Program("pg_isready"), "-h", "127.0.0.1", "-p", $"{port}"));
        return bouncer;
    }

    /// <summary>The connection string of a database through the pooler.</summary>
    /// <param name="database">The name of the database.</param>
    public string ConnectionStringOf(string database) => $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
