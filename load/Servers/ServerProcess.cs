using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SyncServer.Load.Servers;

/// <summary>A server in a separate process on a free loopback port, which is stopped with this object.</summary>
internal sealed partial class ServerProcess : IMeasured, IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // Warnings of settings that are set here, such as no limits.
    private const string UnsafeSetting = "SyncServer[101]";

    private static readonly string[] Levels = ["warn:", "fail:", "crit:", "Unhandled"];

    private readonly Process _process;

    private ServerProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public Uri Url { get; private set; } = null!;

    /// <summary>The token of the Authorization header, which is also sent to servers without sign-in.</summary>
    public string Token { get; set; } = "none";

    public ProcessFigures Figures => ProcessFigures.Read(_process.Id);

    public static Task<ServerProcess> StartFloorAsync(CancellationToken cancellation) =>
        StartAsync("floor", [.. OwnCommand("floor")], cancellation);

    /// <param name="documents">The connection string of its database, which it creates.</param>
    /// <param name="cancellation">Cancels the start.</param>
    /// <param name="settings">Further settings, each <c>--Key=value</c>.</param>
    public static Task<ServerProcess> StartTextbookAsync(string documents, CancellationToken cancellation, params string[] settings) =>
        StartAsync("textbook", [.. OwnCommand("textbook"), $"--ConnectionStrings:Documents={documents}", .. settings], cancellation);

    /// <summary>Starts the server with a SQLite database in a folder.</summary>
    public static Task<ServerProcess> StartSyncServerAsync(string folder, CancellationToken cancellation, params string[] settings) =>
        StartSyncServerAsync($"Data Source={Path.Combine(folder, "sync.db")}", redis: "", cancellation, settings);

    /// <param name="documents">The connection string of its database.</param>
    /// <param name="redis">The address of Redis; empty for none.</param>
    /// <param name="cancellation">Cancels the start.</param>
    /// <param name="settings">Further settings, each <c>--Key=value</c>.</param>
    public static Task<ServerProcess> StartSyncServerAsync(string documents, string redis, CancellationToken cancellation, params string[] settings) =>
        StartBuildAsync("syncserver", Checkout.ServerFile("SyncServer.dll"), documents, redis, settings, cancellation);

    /// <summary>Starts another build of this server, such as that of an older commit.</summary>
    /// <param name="program">Its SyncServer.dll.</param>
    /// <param name="folder">The folder of its database.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public static Task<ServerProcess> StartOtherBuildAsync(string program, string folder, CancellationToken cancellation) =>
        StartBuildAsync("other build", program, $"Data Source={Path.Combine(folder, "other.db")}", redis: "", [], cancellation);

    private static async Task<ServerProcess> StartBuildAsync(string name, string program, string documents, string redis, string[] settings, CancellationToken cancellation)
    {
        string[] command =
        [
            program, $"--ConnectionStrings:Documents={documents}", $"--ConnectionStrings:Redis={redis}", "--Auth:Guests=true",
            "--Limits:User=0", "--Limits:Document=0", "--Limits:Address=0", "--Limits:SignIns=0", "--Limits:Subscribers=0",
            .. settings,
        ];
        var server = await StartAsync(name, command, cancellation);
        try
        {
            await server.SignInAsync(cancellation);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    // Uses the runtime settings of the measured server, so that the mode of the garbage collector is the same.
    private static IEnumerable<string> OwnCommand(string name) =>
        ["exec", "--runtimeconfig", Checkout.ServerFile("SyncServer.runtimeconfig.json"), typeof(ServerProcess).Assembly.Location, name];

    private static async Task<ServerProcess> StartAsync(string name, string[] command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Checkout.ServerProject,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] settings =
        [
            "--urls=http://127.0.0.1:0",
            "--Logging:LogLevel:Default=Warning",
            "--Logging:LogLevel:Microsoft.AspNetCore=Warning",
            "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information",
        ];
        foreach (var argument in command.Concat(settings))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        Hammer.SocketThread.ForgetIn(start.Environment);

        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new ServerProcess(name, new Process { StartInfo = start, EnableRaisingEvents = true });
        void Read(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
            {
                return;
            }

            if (ListeningLine.Match(line.Data) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups["url"].Value));
            }
            else if (WorthShowing(line.Data))
            {
                Console.Error.WriteLine($"{name}: {line.Data}");
            }
        }

        server._process.OutputDataReceived += Read;
        server._process.ErrorDataReceived += Read;
        server._process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The {name} server ended at its start."));
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Url = await listening.Task.WaitAsync(StartLimit, cancellation);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    private async Task SignInAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var answer = await http.PostAsJsonAsync(new Uri("/v1/auth/guest", UriKind.Relative), new { name = "Bench" }, cancellation);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation);
        Token = body?["accessToken"]?.GetValue<string>() ?? throw new InvalidOperationException("The guest sign-in returned no access token.");
    }

    // The lines around "Now listening" are not relevant to the run.
    private static bool WorthShowing(string line) => !line.Contains(UnsafeSetting, StringComparison.Ordinal) && Levels.Any(level => line.Contains(level, StringComparison.Ordinal));

    [GeneratedRegex(@"Now listening on: (?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListeningLine { get; }
}
