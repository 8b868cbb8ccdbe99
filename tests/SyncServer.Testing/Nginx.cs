using System.Diagnostics;

namespace SyncServer.Testing;

/// <summary>The real nginx with gzip on, in front of a server.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly TempDirectory _prefix = new();
    private readonly Process _process;

    private Nginx(Process process) => _process = process;

    /// <summary>A client of the proxy.</summary>
    public required HttpClient Http { get; init; }

    /// <summary>Starts it on a free port and waits until it answers.</summary>
    public static async Task<Nginx> StartAsync(Uri upstream)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        var start = new ProcessStartInfo("/usr/sbin/nginx") { UseShellExecute = false, RedirectStandardError = true };
        var http = Wire.Connect(address);
        var nginx = new Nginx(new Process { StartInfo = start }) { Http = http };
        var prefix = nginx._prefix.FullPath;
        await File.WriteAllTextAsync(Path.Combine(prefix, "nginx.conf"), Configuration(address.Authority, upstream.Authority));
        foreach (var argument in (string[])["-p", prefix, "-c", "nginx.conf", "-e", "stderr"])
        {
            start.ArgumentList.Add(argument);
        }

        nginx._process.Start();
        await Eventually.HoldsAsync(() => AnswersAsync(http), "nginx answers");
        return nginx;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _prefix.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("healthz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // One process in the foreground, so that its id is all there is to end.
    private static string Configuration(string listen, string upstream) => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr error;
        events { worker_connections 64; }
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
          server {
            listen {{listen}};
            location / { proxy_pass http://{{upstream}}; proxy_http_version 1.1; proxy_set_header Connection ""; }
          }
        }
        """;
}
