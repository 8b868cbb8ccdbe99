namespace SyncServer.Testing;

/// <summary>A real nginx with gzip on, in front of one server or as a load balancer.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private Nginx(GuardedProcess process, Uri url) => (_process, Url, Http) = (process, url, Wire.Connect(url));

    /// <summary>The address.</summary>
    public Uri Url { get; }

    /// <summary>A client that connects to the proxy.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts the proxy on a free port and waits until it responds.</summary>
    public static async Task<Nginx> StartAsync(params Uri[] upstreams)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        var directory = Directory.CreateTempSubdirectory("syncserver-nginx-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "nginx.conf"), Configuration(url.Authority, upstreams));
        var nginx = new Nginx(GuardedProcess.Create(directory, "KILL", "/usr/sbin/nginx", "-p", directory, "-c", "nginx.conf", "-e", "stderr"), url);
        await nginx._process.StartAsync(() => nginx.Http.GetStringAsync("healthz"));
        return nginx;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return _process.DisposeAsync();
    }

    // One process in the foreground. A failed request is not retried on another server; the client retries it.
    private static string Configuration(string listen, Uri[] upstreams) => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr error;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          gzip on;
          gzip_proxied any;
          gzip_types application/json;
          gzip_min_length 1;
          upstream nodes { {{string.Concat(upstreams.Select(upstream => $"server {upstream.Authority}; "))}} keepalive 32; }
          server {
            listen {{listen}};
            location / { proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_next_upstream off; }
          }
        }
        """;
}
