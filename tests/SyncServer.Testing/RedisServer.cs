namespace SyncServer.Testing;

/// <summary>The real Redis, without anything on disk, on a free loopback port. It cannot outlive the tests.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly GuardedProcess _process;
    private readonly int _port;

    private RedisServer(GuardedProcess process, int port) => (_process, _port) = (process, port);

    /// <summary>Whether there is one to start (Debian: redis-server).</summary>
    public static bool IsInstalled => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>Where it listens: <c>127.0.0.1:port</c>.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("syncserver-redis-").FullName;
        var port = FreePort.Next();
        var process = GuardedProcess.Create(directory, "KILL", "redis-server", "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no");
        var server = new RedisServer(process, port);
        await server.RestartAsync();
        return server;
    }

    /// <summary>Sends a command.</summary>
    /// <returns>The answer as redis-cli prints it: a line for each item.</returns>
    /// <exception cref="InvalidOperationException">It is not there, or refuses.</exception>
    public Task<string> CommandAsync(params string[] command) => Tool.RunAsync("redis-cli", ["-h", "127.0.0.1", "-p", $"{_port}", "-e", .. command]);

    /// <summary>Ends it as a crash does (SIGKILL).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts it again, on the same port and empty, and waits until it answers.</summary>
    public Task RestartAsync() => _process.StartAsync(() => CommandAsync("PING"));

    /// <summary>Stops it where it is (SIGSTOP): connections stay open and nothing answers.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>Lets it go on.</summary>
    public void Thaw() => _process.Thaw();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
