namespace SyncServer.Testing;

/// <summary>A Redis server without persistence on a free loopback port. It ends with the tests.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly GuardedProcess _process;
    private readonly int _port;

    private RedisServer(GuardedProcess process, int port) => (_process, _port) = (process, port);

    /// <summary>Whether it is installed (Debian package: redis-server).</summary>
    public static bool IsInstalled => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>Its address: <c>127.0.0.1:port</c>.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Starts a server and waits until it responds.</summary>
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
    /// <returns>The reply as redis-cli prints it: a line for each item.</returns>
    /// <exception cref="InvalidOperationException">Redis is not running, or replied with an error.</exception>
    public Task<string> CommandAsync(params string[] command) => Tool.RunAsync("redis-cli", ["-h", "127.0.0.1", "-p", $"{_port}", "-e", .. command]);

    /// <summary>Kills it (SIGKILL), as in a crash.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Restarts it, empty, on the same port, and waits until it responds.</summary>
    public Task RestartAsync() => _process.StartAsync(() => CommandAsync("PING"));

    /// <summary>Suspends it (SIGSTOP). Connections stay open, but there is no response.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>Resumes it.</summary>
    public void Thaw() => _process.Thaw();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
