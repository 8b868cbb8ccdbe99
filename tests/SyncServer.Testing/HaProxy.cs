using System.Text.RegularExpressions;

namespace SyncServer.Testing;

/// <summary>haproxy with the configuration of the documentation (<c>src/docs/examples/haproxy.cfg</c>) and other addresses.</summary>
public sealed partial class HaProxy : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private HaProxy(GuardedProcess process, Uri url) => (_process, Http) = (process, Wire.Connect(url));

    /// <summary>A client of the proxy.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it on a free port and waits until it responds.</summary>
    /// <param name="servers">The servers behind it.</param>
    public static async Task<HaProxy> StartAsync(params Uri[] servers)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        var directory = Directory.CreateTempSubdirectory("syncserver-haproxy-").FullName;
        var example = await File.ReadAllTextAsync(Path.Combine(ServerProcess.RepositoryRoot, "src/docs/examples/haproxy.cfg"));
        var lines = servers.Select((server, i) => $"    server s{i} {server.Authority}\n");
        await File.WriteAllTextAsync(Path.Combine(directory, "haproxy.cfg"), Server.Replace(Bind.Replace(example, $"bind {url.Authority}"), "") + string.Concat(lines));
        var proxy = new HaProxy(GuardedProcess.Create(directory, "KILL", "/usr/sbin/haproxy", "-db", "-f", "haproxy.cfg"), url);
        await proxy._process.StartAsync(() => proxy.Http.GetStringAsync("healthz"));
        return proxy;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _process.DisposeAsync();
    }

    [GeneratedRegex("bind .+")]
    private static partial Regex Bind { get; }

    [GeneratedRegex(@"^ +server .+\n", RegexOptions.Multiline)]
    private static partial Regex Server { get; }
}
