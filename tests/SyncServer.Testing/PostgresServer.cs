namespace SyncServer.Testing;

/// <summary>
/// A real PostgreSQL server with its own data on a free loopback port. It is stopped with the tests. It does not sync its files, which would take most of the
/// time; a killed process loses nothing that it has written to the operating system.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync());
    private static readonly string Binaries = new DirectoryInfo("/usr/lib/postgresql") is { Exists: true } versions
        ? versions.GetDirectories().OrderByDescending(version => double.Parse(version.Name)).Select(version => Path.Combine(version.FullName, "bin")).FirstOrDefault("")
        : "";

    // PostgreSQL refuses to run as root.
    private static readonly string[] AsItsUser = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : [];
    private static int _databases;

    private readonly GuardedProcess _process;
    private readonly int _port;

    private PostgresServer(GuardedProcess process, int port) => (_process, _port) = (process, port);

    /// <summary>Whether PostgreSQL is installed (Debian: postgresql).</summary>
    public static bool IsInstalled => Binaries.Length > 0;

    /// <summary>The id of the postmaster, the parent of all other processes.</summary>
    public int Id => _process.Id;

    /// <summary>The log so far.</summary>
    public string Log => _process.Output;

    /// <summary>The shared server of all tests of this process.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>The path of a program of the installation.</summary>
    public static string Program(string name) => Path.Combine(Binaries, name);

    /// <summary>Starts a server and waits until it responds.</summary>
    /// <param name="settings">Additional settings, each <c>key=value</c>. Later ones take precedence.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("syncserver-postgres-").FullName;
        var data = Path.Combine(directory, "data");
        var port = FreePort.Next();
        var process = GuardedProcess.Create(
            directory,
            "QUIT",
            [.. AsItsUser, Program("postgres"), "-D", data, .. Settings(port).Concat(settings).Select(setting => "--" + setting)]);
        if (AsItsUser.Length > 0)
        {
            await Tool.RunAsync("chown", "postgres", directory);
        }

        // A linguistic collation, so that a query that relies on byte order must say so.
        string[] initialise =
        [
            .. AsItsUser, Program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C", "--locale-provider=icu", "--icu-locale=en-US",
        ];
        await Tool.RunAsync(initialise[0], initialise[1..]);
        var server = new PostgresServer(process, port);
        await server.RestartAsync();
        return server;
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>The connection string. Its search path includes the schema of the server's tables.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await QueryAsync("postgres", $"create database {name}");
        return $"Host=127.0.0.1;Port={_port};Database={name};Username=postgres;Search Path=sync,public";
    }

    /// <summary>Runs a statement in a database.</summary>
    /// <param name="database">The database's name or its connection string.</param>
    /// <param name="sql">The statement.</param>
    /// <returns>A line for each row, with <c>|</c> between the columns.</returns>
    public Task<string> QueryAsync(string database, string sql) => RunAsync("psql", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql);

    /// <summary>Dumps a database to a file (pg_dump).</summary>
    public Task DumpAsync(string database, string file) => RunAsync("pg_dump", database, "--clean", "--if-exists", "-f", file);

    /// <summary>Restores a database from such a file.</summary>
    public Task LoadAsync(string database, string file) => RunAsync("psql", database, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file);

    /// <summary>Replaces a directory with a copy of another, including the owner, while the server is stopped.</summary>
    public static async Task CopyDirectoryAsync(string from, string to)
    {
        await Tool.RunAsync("rm", "-rf", to);
        await Tool.RunAsync("cp", "-a", from, to);
    }

    /// <summary>Terminates all connections, also during a transaction.</summary>
    /// <returns>The number of connections.</returns>
    public async Task<int> TerminateConnectionsAsync() => int.Parse(await QueryAsync(
        "postgres", "select count(pg_terminate_backend(pid)) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"));

    /// <summary>Kills the server and its children (SIGKILL), as a crash does.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Stops the server.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Restarts the server on the same port and data, and waits until it responds.</summary>
    public Task RestartAsync() => _process.StartAsync(() => QueryAsync("postgres", "select 1"));

    /// <summary>Freezes all processes (SIGSTOP): connections stay open without responses.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>Resumes them (SIGCONT).</summary>
    public void Thaw() => _process.Thaw();

    /// <summary>Stops the server and deletes its data.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private Task<string> RunAsync(string program, string database, params string[] arguments)
    {
        var name = database.Split(';').FirstOrDefault(part => part.StartsWith("Database=", StringComparison.Ordinal))?["Database=".Length..] ?? database;
        return Tool.RunAsync(Program(program), ["-h", "127.0.0.1", "-p", $"{_port}", "-U", "postgres", "-d", name, .. arguments]);
    }

    private static string[] Settings(int port) =>
        ["listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=", "max_connections=200", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap", "fsync=off"];
}
