namespace SyncServer.Testing;

/// <summary>A real Redis server without persistence on a free loopback port. It is stopped with the tests.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly GuardedProcess _process;
    private readonly int _port;

    private RedisServer(GuardedProcess process, int port) => (_process, _port) = (process, port);

    /// <summary>Whether Redis is installed (Debian: redis-server).</summary>
    public static bool IsInstalled => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>The address: <c>127.0.0.1:port</c>.</summary>
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
    /// <returns>The output of redis-cli: a line for each item.</returns>
    /// <exception cref="InvalidOperationException">Redis is not available, or returns an error.</exception>
    public Task<string> CommandAsync(params string[] command) => Tool.RunAsync("redis-cli", ["-h", "127.0.0.1", "-p", $"{_port}", "-e", .. command]);

    /// <summary>Kills the server (SIGKILL), as a crash does.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Restarts the server on the same port, empty, and waits until it responds.</summary>
    public Task RestartAsync() => _process.StartAsync(() => CommandAsync("PING"));

    /// <summary>Freezes the server (SIGSTOP): connections stay open without responses.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>Resumes the server (SIGCONT).</summary>
    public void Thaw() => _process.Thaw();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
