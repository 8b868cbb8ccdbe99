using SyncServer.Core.Saving;
using SyncServer.Storage;

namespace SyncServer.Testing;

/// <summary>
/// A PostgreSQL server with separate data on a free loopback port. It ends with the tests. It does not sync its files, which would take most of the time; a
/// killed process loses nothing that it passed to the operating system.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartAsync());
    private static readonly string Binaries = new DirectoryInfo("/usr/lib/postgresql") is { Exists: true } versions
        ? versions.GetDirectories().OrderByDescending(version => double.Parse(version.Name)).Select(version => Path.Combine(version.FullName, "bin")).FirstOrDefault("")
        : "";

    /// <summary>What starts a program that refuses to run as root.</summary>
    internal static readonly string[] AsItsUser = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : [];
    private static int _databases;

    private readonly GuardedProcess _process;

    private readonly Lazy<Task<string>> _template;

    private PostgresServer(GuardedProcess process, int port)
    {
        (_process, Port) = (process, port);
        _template = new(() => Task.Run(async () =>
        {
            await QueryAsync("postgres", "create database template2");
            DocumentStore.Open(ConnectionStringOf("template2"), cacheBytes: 0, SessionLimits.Default, TimeProvider.System).Dispose();
            return "template2";
        }));
    }

    /// <summary>Whether it is installed (Debian package: postgresql).</summary>
    public static bool IsInstalled => Binaries.Length > 0;

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The id of its main process.</summary>
    public int Id => _process.Id;

    /// <summary>Its log so far.</summary>
    public string Log => _process.Output;

    /// <summary>A server that all tests of this process share.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>The path of one of PostgreSQL's programs.</summary>
    public static string Program(string name) => Path.Combine(Binaries, name);

    /// <summary>Starts a server and waits until it responds.</summary>
    /// <param name="settings">Additional settings, each <c>key=value</c>. A later one overrides an earlier one.</param>
    public static Task<PostgresServer> StartAsync(params string[] settings) =>
        // A locale with linguistic sorting, so that code that depends on the order of bytes must request it.
        StartAsync(settings, "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US");

    /// <summary>Starts a standby, which follows a server by streaming replication, and waits until it responds.</summary>
    /// <param name="primary">The server.</param>
    public static Task<PostgresServer> StartStandbyAsync(PostgresServer primary) =>
        // A standby that was promoted has no standby itself.
        StartAsync(["synchronous_standby_names="], "pg_basebackup", "-h", "127.0.0.1", "-p", $"{primary.Port}", "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync");

    private static async Task<PostgresServer> StartAsync(string[] settings, string maker, params string[] arguments)
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

        string[] make = [.. AsItsUser, Program(maker), "-D", data, .. arguments];
        await Tool.RunAsync(make[0], make[1..]);
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
    /// <param name="database">The name or connection string of the database.</param>
    /// <param name="sql">The statement.</param>
    /// <returns>A line for each row, with columns separated by <c>|</c>.</returns>
    public Task<string> QueryAsync(string database, string sql) => RunAsync("psql", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql);

    /// <summary>Dumps a database to a file (pg_dump).</summary>
    public Task DumpAsync(string database, string file) => RunAsync("pg_dump", database, "--clean", "--if-exists", "-f", file);

    /// <summary>Replaces the contents of a database by a dump.</summary>
    public Task LoadAsync(string database, string file) => RunAsync("psql", database, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file);

    /// <summary>Replaces a directory by a copy of another, including the owner. The server must be stopped.</summary>
    public static async Task CopyDirectoryAsync(string from, string to)
    {
        await Tool.RunAsync("rm", "-rf", to);
        await Tool.RunAsync("cp", "-a", from, to);
    }

    /// <summary>Terminates every connection, also within transactions.</summary>
    /// <returns>The number of terminated connections.</returns>
    public async Task<int> TerminateConnectionsAsync() => int.Parse(await QueryAsync(
        "postgres", "select count(pg_terminate_backend(pid)) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"));

    /// <summary>Kills it and its children (SIGKILL), as in a crash.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Shuts it down.</summary>
    public Task StopAsync() => _process.StopAsync();

    /// <summary>Restarts it on the same port and data, and waits until it responds.</summary>
    public Task RestartAsync() => _process.StartAsync(() => QueryAsync("postgres", "select 1"));

    /// <summary>Suspends all its processes (SIGSTOP). Connections stay open, but there is no response.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>Resumes them.</summary>
    public void Thaw() => _process.Thaw();

    /// <summary>Stops it and deletes its data.</summary>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string ConnectionStringOf(string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username=postgres;Search Path=sync,public";

    private Task<string> RunAsync(string program, string database, params string[] arguments)
    {
        var name = database.Split(';').FirstOrDefault(part => part.StartsWith("Database=", StringComparison.Ordinal))?["Database=".Length..] ?? database;
        return Tool.RunAsync(Program(program), ["-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-d", name, .. arguments]);
    }

    private static string[] Settings(int port) =>
        ["listen_addresses=127.0.0.1", $"port={port}", "unix_socket_directories=", "max_connections=200", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap", "fsync=off"];
}
