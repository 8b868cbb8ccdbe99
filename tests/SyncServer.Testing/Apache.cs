namespace SyncServer.Testing;

/// <summary>A real Apache with the default configuration of mod_deflate, in front of a server.</summary>
public sealed class Apache : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private Apache(GuardedProcess process, HttpClient http) => (_process, Http) = (process, http);

    /// <summary>A client that connects to the proxy.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts the proxy on a free port and waits until it responds.</summary>
    public static async Task<Apache> StartAsync(Uri upstream)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        var directory = Directory.CreateTempSubdirectory("syncserver-apache-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "apache.conf"), Configuration(address.Authority, upstream.Authority));

        // -X: one process in the foreground.
        var apache = new Apache(GuardedProcess.Create(directory, "KILL", "/usr/sbin/apache2", "-X", "-d", directory, "-f", "apache.conf"), Wire.Connect(address));
        await apache._process.StartAsync(() => apache.Http.GetStringAsync("healthz"));
        return apache;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _process.DisposeAsync();
    }

    // The user applies only if the tests run as root, as Apache drops root.
    private static string Configuration(string listen, string upstream) => $"""
        Listen {listen}
        ServerName {listen}
        DefaultRuntimeDir .
        PidFile apache.pid
        ErrorLog error.log
        User www-data
        Group www-data
        LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
        LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
        LoadModule deflate_module /usr/lib/apache2/modules/mod_deflate.so
        LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
        LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
        SetOutputFilter DEFLATE
        ProxyPass / http://{upstream}/
        """;
}
