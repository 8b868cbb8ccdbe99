using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace SyncServer.Testing;

/// <summary>The real server in a separate process, on a free loopback port, with a data directory that outlives it.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process) => _process = process;

    /// <summary>The base address, with a slash at the end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>The output.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts the server and waits until it listens.</summary>
    /// <param name="dataDirectory">The default directory of its database and keys.</param>
    /// <param name="settings">Additional settings, each <c>--Key=value</c>. They take precedence, also over the database named here.</param>
    /// <exception cref="ServerEndedException">The server exited instead.</exception>
    public static Task<ServerProcess> StartAsync(string dataDirectory, params string[] settings) => StartAsync(dataDirectory, [], settings);

    /// <summary>Starts the server and waits until it listens.</summary>
    /// <param name="dataDirectory">The default directory of its database and keys.</param>
    /// <param name="environment">Additional environment variables.</param>
    /// <param name="settings">Additional settings, each <c>--Key=value</c>. They take precedence, also over the database named here.</param>
    /// <exception cref="ServerEndedException">The server exited instead.</exception>
    public static Task<ServerProcess> StartAsync(string dataDirectory, Dictionary<string, string> environment, params string[] settings) =>
        StartProgramAsync("src/SyncServer", "SyncServer", dataDirectory, environment, settings);

    /// <summary>Starts an application that embeds the server, and waits until it listens.</summary>
    /// <param name="folder">The folder of its project: in the repository, or a full path.</param>
    /// <param name="name">The name of its assembly.</param>
    /// <param name="dataDirectory">The default directory of its database and keys.</param>
    /// <exception cref="ServerEndedException">The server exited instead.</exception>
    public static Task<ServerProcess> StartProgramAsync(string folder, string name, string dataDirectory) => StartProgramAsync(folder, name, dataDirectory, [], []);

    private static async Task<ServerProcess> StartProgramAsync(string folder, string name, string dataDirectory, Dictionary<string, string> environment, string[] settings)
    {
        var project = Path.Combine(RepositoryRoot, folder);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = project,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(project, "bin", Configuration, "net10.0", name + ".dll"));
        start.ArgumentList.Add("--urls=http://127.0.0.1:0");
        start.ArgumentList.Add($"--ConnectionStrings:Documents={await TestStore.OfAsync(dataDirectory)}");
        foreach (var setting in settings)
        {
            start.ArgumentList.Add(setting);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new ServerProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        void Read(object sender, DataReceivedEventArgs line)
        {
            lock (server._output)
            {
                server._output.AppendLine(line.Data);
            }

            if (line.Data is not null && ListeningLine.Match(line.Data) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Groups[1].Value + "/"));
            }
        }

        server._process.OutputDataReceived += Read;
        server._process.ErrorDataReceived += Read;
        server._process.Exited += (_, _) =>
        {
            // Returns when its output is completely read.
            server._process.WaitForExit();
            listening.TrySetException(new ServerEndedException(server._process.ExitCode, server.Output));
        };
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            server.Url = await listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>The build configuration: Debug or Release.</summary>
    public static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The root of the checkout that the tests were built from.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Kills the process (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Freezes the process (SIGSTOP): connections stay open without responses.</summary>
    public void Freeze() => Signals.Send(Signals.Stop, Id);

    /// <summary>Resumes the process (SIGCONT).</summary>
    public void Thaw() => Signals.Send(Signals.Continue, Id);

    /// <summary>Stops the process (SIGTERM), as a service manager does, and waits until it has exited.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        Signals.Send(Signals.Terminate, Id);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SyncServer.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("SyncServer.sln is in no folder above the tests.");
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s]+)")]
    private static partial Regex ListeningLine { get; }
}
