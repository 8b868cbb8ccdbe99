using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace SyncServer.Testing;

/// <summary>The real server as a process of its own, on a free loopback port, with a data directory that outlives it.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process) => _process = process;

    /// <summary>The base address, with a slash at the end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>All that it has printed.</summary>
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

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="dataDirectory">Where its database and keys live, if they are not elsewhere.</param>
    /// <param name="settings">Further settings, each <c>--Key=value</c>; a later one wins, also over the database named here.</param>
    /// <exception cref="ServerEndedException">It ended instead.</exception>
    public static Task<ServerProcess> StartAsync(string dataDirectory, params string[] settings) => StartAsync(dataDirectory, [], settings);

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="dataDirectory">Where its database and keys live, if they are not elsewhere.</param>
    /// <param name="environment">Variables beyond those that the tests have themselves.</param>
    /// <param name="settings">Further settings, each <c>--Key=value</c>; a later one wins, also over the database named here.</param>
    /// <exception cref="ServerEndedException">It ended instead.</exception>
    public static Task<ServerProcess> StartAsync(string dataDirectory, Dictionary<string, string> environment, params string[] settings) =>
        StartProgramAsync("src/SyncServer", "SyncServer", dataDirectory, environment, settings);

    /// <summary>Starts an application that has the server inside, and waits until it listens.</summary>
    /// <param name="folder">Its project's folder: in the repository, or a full path.</param>
    /// <param name="name">Its assembly's name.</param>
    /// <param name="dataDirectory">Where its database and keys live, if they are not elsewhere.</param>
    /// <exception cref="ServerEndedException">It ended instead.</exception>
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
            // Returns once its last line is read.
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

    /// <summary>What was built: Debug or Release.</summary>
    public static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The checkout that the tests were built in.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Ends the process at once, as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops it where it is (SIGSTOP): connections stay open and nothing answers.</summary>
    public void Freeze() => Signals.Send(Signals.Stop, Id);

    /// <summary>Lets it go on.</summary>
    public void Thaw() => Signals.Send(Signals.Continue, Id);

    /// <summary>Asks it to end (SIGTERM), as a service manager does, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
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
