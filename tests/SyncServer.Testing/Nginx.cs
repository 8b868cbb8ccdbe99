namespace SyncServer.Testing;

/// <summary>nginx with gzip, in front of one or several servers.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private Nginx(GuardedProcess process, Uri url) => (_process, Url, Http) = (process, url, Wire.Connect(url));

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>A client of the proxy.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it on a free port and waits until it responds.</summary>
    public static Task<Nginx> StartAsync(params Uri[] upstreams) => StartAsync("", upstreams);

    /// <summary>The same under a path, which it strips and names in <c>X-Forwarded-Prefix</c>.</summary>
    /// <param name="prefix">Such as <c>/docs</c>.</param>
    /// <param name="upstreams">The servers.</param>
    public static async Task<Nginx> StartAsync(string prefix, params Uri[] upstreams)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}{prefix}/");
        var directory = Directory.CreateTempSubdirectory("syncserver-nginx-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "nginx.conf"), Configuration(url.Authority, prefix, upstreams));
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

    // One process in the foreground. nginx does not retry a failed request on another server; the client does.
    private static string Configuration(string listen, string prefix, Uri[] upstreams) => $$"""
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
            location {{prefix}}/ {
              proxy_pass http://nodes/;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Prefix "{{prefix}}";
              proxy_next_upstream off;
            }
          }
        }
        """;
}
