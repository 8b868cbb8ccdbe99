using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace SyncServer.Testing;

/// <summary>The server in a separate process, on a free loopback port, with a data directory that is kept when it ends.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process) => _process = process;

    /// <summary>The base address, with a slash at the end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Its output so far.</summary>
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
    /// <param name="dataDirectory">The directory of its database and keys, unless the settings name another database.</param>
    /// <param name="settings">Additional settings, each <c>--Key=value</c>. A later one overrides an earlier one and the database of the data directory.</param>
    /// <exception cref="ServerEndedException">The server ended instead.</exception>
    public static Task<ServerProcess> StartAsync(string dataDirectory, params string[] settings) => StartAsync(dataDirectory, [], settings);

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="dataDirectory">The directory of its database and keys, unless the settings name another database.</param>
    /// <param name="environment">Additional environment variables.</param>
    /// <param name="settings">Additional settings, each <c>--Key=value</c>. A later one overrides an earlier one and the database of the data directory.</param>
    /// <exception cref="ServerEndedException">The server ended instead.</exception>
    public static Task<ServerProcess> StartAsync(string dataDirectory, Dictionary<string, string> environment, params string[] settings) =>
        StartProgramAsync(Program, Path.Combine(RepositoryRoot, "src/SyncServer"), dataDirectory, environment, settings);

    /// <summary>Runs a command of the program until it ends.</summary>
    /// <param name="words">The command and its arguments.</param>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] words) => ExecuteAsync(input: "", [], words);

    /// <summary>Runs a command of the program until it ends.</summary>
    /// <param name="environment">Additional environment variables.</param>
    /// <param name="words">The command and its arguments.</param>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(Dictionary<string, string> environment, params string[] words) =>
        ExecuteAsync(input: "", environment, words);

    /// <summary>Runs a command of the program until it ends.</summary>
    /// <param name="input">Its standard input.</param>
    /// <param name="words">The command and its arguments.</param>
    public static Task<(int ExitCode, string Output, string Errors)> RunWithInputAsync(string input, params string[] words) => ExecuteAsync(input, [], words);

    private static async Task<(int ExitCode, string Output, string Errors)> ExecuteAsync(string input, Dictionary<string, string> environment, string[] words)
    {
        using var process = StartCommand(environment, words);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var printed = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, printed[0], printed[1]);
    }

    /// <summary>Starts a command of the program.</summary>
    /// <param name="words">The command and its arguments.</param>
    public static Process StartCommand(params string[] words) => StartCommand([], words);

    private static Process StartCommand(Dictionary<string, string> environment, string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a command of the program, and kills it (SIGKILL) as soon as a condition holds.</summary>
    /// <param name="condition">The condition, which is polled.</param>
    /// <param name="words">The command and its arguments.</param>
    /// <returns>Whether it was killed; false if it ended before.</returns>
    public static async Task<bool> RunUntilAsync(Func<Task<bool>> condition, params string[] words)
    {
        using var process = StartCommand(words);
        var printed = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Eventually.HoldsAsync(async () => process.HasExited || await condition(), "the command has come so far");
        process.Kill();
        await process.WaitForExitAsync();
        await printed;
        return process.ExitCode == 128 + Signals.Kill;
    }

    /// <summary>Starts an application that embeds the server, and waits until it listens.</summary>
    /// <param name="folder">The folder of its project: in the repository, or a full path.</param>
    /// <param name="name">The name of its assembly.</param>
    /// <param name="dataDirectory">The directory of its database and keys.</param>
    /// <exception cref="ServerEndedException">The application ended instead.</exception>
    public static Task<ServerProcess> StartProgramAsync(string folder, string name, string dataDirectory)
    {
        var project = Path.Combine(RepositoryRoot, folder);
        return StartProgramAsync(BuildOf(project, name), project, dataDirectory, [], []);
    }

    private static async Task<ServerProcess> StartProgramAsync(
        string program, string directory, string dataDirectory, Dictionary<string, string> environment, string[] settings)
    {
        // SIGXFSZ is ignored, so that a limit of the file size fails a write as a full disk does.
        var start = new ProcessStartInfo("sh", ["-c", "trap '' XFSZ; exec dotnet \"$@\"", "sh"])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(program);
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
            // Waits until all output is read.
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

    /// <summary>The root of the repository in which the tests were built.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The program: the one that <c>SYNCSERVER_PROGRAM</c> names, as a published one starts faster; by default the build.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable("SYNCSERVER_PROGRAM") ?? BuildOf(Path.Combine(RepositoryRoot, "src/SyncServer"), "SyncServer");

    /// <summary>Kills the process (SIGKILL), as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Suspends it (SIGSTOP). Connections stay open, but there is no response.</summary>
    public void Freeze() => Signals.Send(Signals.Stop, Id);

    /// <summary>Resumes it.</summary>
    public void Thaw() => Signals.Send(Signals.Continue, Id);

    /// <summary>Asks it to end (SIGTERM), as a service manager does, and waits until it has ended.</summary>
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

    private static string BuildOf(string project, string name) => Path.Combine(project, "bin", Configuration, "net10.0", name + ".dll");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SyncServer.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("No folder above the tests contains SyncServer.sln.");
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"Now listening on: (http://[^\s]+)")]
    private static partial Regex ListeningLine { get; }
}
