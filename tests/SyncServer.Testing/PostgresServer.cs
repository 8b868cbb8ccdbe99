using SyncServer.Core.Saving;
using SyncServer.Storage;

namespace SyncServer.Testing;

/// <summary>
/// The real PostgreSQL, with data of its own on a free loopback port. It cannot outlive the tests. It does not sync its files: that costs most of the
/// time, and a killed process loses nothing that it gave to the operating system.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync());
    private static readonly string Binaries = new DirectoryInfo("/usr/lib/postgresql") is { Exists: true } versions
        ? versions.GetDirectories().OrderByDescending(version => double.Parse(version.Name)).Select(version => Path.Combine(version.FullName, "bin")).FirstOrDefault("")
        : "";

    // It refuses to run as root.
    private static readonly string[] AsItsUser = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : [];
    private static int _databases;

    private readonly GuardedProcess _process;
    private readonly int _port;

    private readonly Lazy<Task<string>> _template;

    private PostgresServer(GuardedProcess process, int port)
    {
        (_process, _port) = (process, port);
        _template = new(() => Task.Run(async () =>
        {
            await QueryAsync("postgres", "create database template2");
            DocumentStore.Open(ConnectionStringOf("template2"), cacheBytes: 0, SessionLimits.Default, TimeProvider.System).Dispose();
            return "template2";
        }));
    }

    /// <summary>Whether there is one to start (Debian: postgresql).</summary>
    public static bool IsInstalled => Binaries.Length > 0;

    /// <summary>The id of its first process, whose children all others are.</summary>
    public int Id => _process.Id;

    /// <summary>What it wrote into its log so far.</summary>
    public string Log => _process.Output;

    /// <summary>One for all tests of this process; it ends with them.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>The path of one of the programs that come with it.</summary>
    public static string Program(string name) => Path.Combine(Binaries, name);

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="settings">Further settings, each <c>key=value</c>; a later one wins.</param>
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

        // Sorted as people sort, so that whatever counts on the order of bytes has to say so.
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

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string. Statements of the tests find the server's tables, which are in a schema of their own.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await QueryAsync("postgres", $"create database {name}");
        return ConnectionStringOf(name);
    }

    /// <summary>Makes a database that has the server's tables: a copy, which takes less time than making them.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CopyDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        // The secret and the epoch are a database's own.
        await RunAsync(
            "psql", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", $"create database {name} template {await _template.Value}", "-c", $"\\connect {name}",
            "-c", "delete from sync.secrets; update sync.epochs set id = substr(md5(random()::text), 1, 12)");
        return ConnectionStringOf(name);
    }

    /// <summary>Runs a statement in a database.</summary>
    /// <param name="database">The database's name or its connection string.</param>
    /// <param name="sql">The statement.</param>
    /// <returns>A line for each row, its columns with <c>|</c> between them.</returns>
    public Task<string> QueryAsync(string database, string sql) => RunAsync("psql", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql);

    /// <summary>Writes a database into a file (pg_dump).</summary>
    public Task DumpAsync(string database, string file) => RunAsync("pg_dump", database, "--clean", "--if-exists", "-f", file);

    /// <summary>Puts such a file in place of what is in a database.</summary>
    public Task LoadAsync(string database, string file) => RunAsync("psql", database, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file);

    /// <summary>Puts a copy of a directory in place of another, with its owner, while the server is stopped.</summary>
    public static async Task CopyDirectoryAsync(string from, string to)
    {
        await Tool.RunAsync("rm", "-rf", to);
        await Tool.RunAsync("cp", "-a", from, to);
    }

    /// <summary>Ends every connection, also in the midst of a transaction.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> CutConnectionsAsync() => int.Parse(await QueryAsync(
        "postgres", "select count(pg_terminate_backend(pid)) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"));

    /// <summary>Ends it as a crash does (SIGKILL), with everything that it started.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Ends it in good order.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Starts it again, on the same port and data, and waits until it answers.</summary>
    public Task RestartAsync() => _process.StartAsync(() => QueryAsync("postgres", "select 1"));

    /// <summary>Stops all of its processes where they are (SIGSTOP): connections stay open and nothing answers.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>Lets them go on.</summary>
    public void Thaw() => _process.Thaw();

    /// <summary>Ends it and deletes its data.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string ConnectionStringOf(string database) => $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres;Search Path=sync,public";

    private Task<string> RunAsync(string program, string database, params string[] arguments)
    {
        var name = database.Split(';').FirstOrDefault(part => part.StartsWith("Database=", StringComparison.Ordinal))?["Database=".Length..] ?? database;
        return Tool.RunAsync(Program(program), ["-h", "127.0.0.1", "-p", $"{_port}", "-U", "postgres", "-d", name, .. arguments]);
    }

    private static string[] Settings(int port) =>
        ["listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=", "max_connections=200", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap", "fsync=off"];
}
