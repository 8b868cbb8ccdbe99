using System.Diagnostics;
using System.Globalization;

namespace SyncServer.Testing;

/// <summary>
/// A program with its own directory, under a shell that stops the program and deletes the directory when the tests end,
/// also if they are killed: the shell reads from a pipe, which closes with the test process.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // Each line that it reads starts the program (again); it writes the process id.
    private const string Script = """
        exec 2>/dev/null
        trap '' INT TERM HUP PIPE
        directory=$1 ending=$2
        shift 2
        cd "$directory"
        while read -r line; do
          "$@" </dev/null >>log 2>&1 &
          child=$!
          echo $child
        done
        kill -CONT $child $(cat /proc/$child/task/$child/children)
        kill -$ending $child
        wait
        cd /
        rm -rf "$directory"
        """;

    private readonly Process _guard;

    private GuardedProcess(Process guard, string directory) => (_guard, Directory) = (guard, directory);

    /// <summary>The directory, which is also the working directory of the program.</summary>
    public string Directory { get; }

    /// <summary>The id of the last started process.</summary>
    public int Id { get; private set; }

    /// <summary>The output of the program.</summary>
    public string Output => File.ReadAllText(Path.Combine(Directory, "log"));

    /// <summary>Starts the guarding shell, without the program.</summary>
    /// <param name="directory">The directory to delete at the end.</param>
    /// <param name="ending">The signal that stops the program at the end.</param>
    /// <param name="command">The program and its arguments.</param>
    public static GuardedProcess Create(string directory, string ending, params IEnumerable<string> command)
    {
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["/bin/sh", "-c", Script, "guard", directory, ending, .. command])
        {
            start.ArgumentList.Add(argument);
        }

        return new GuardedProcess(Process.Start(start)!, directory);
    }

    /// <summary>Starts or restarts the program and waits until it responds.</summary>
    /// <param name="ask">Sends a request; throws while the program does not respond.</param>
    public async Task StartAsync(Func<Task> ask)
    {
        await _guard.StandardInput.WriteLineAsync("start");
        await _guard.StandardInput.FlushAsync();
        Id = int.Parse((await _guard.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(() => AnswersAsync(ask), "the server responds");
    }

    /// <summary>Kills the program and its children (SIGKILL), and waits until they have exited.</summary>
    public async Task KillAsync()
    {
        // Frozen first, so that it cannot start another child.
        Signals.Send(Signals.Stop, Id);
        var all = Family();
        Signals.Send(Signals.Kill, all);
        await WaitForEndAsync(all);
    }

    /// <summary>Stops the program (SIGINT), and waits until it and its children have exited.</summary>
    public async Task StopAsync()
    {
        var all = Family();
        Signals.Send(Signals.Interrupt, Id);
        await WaitForEndAsync(all);
    }

    /// <summary>Freezes the program and its children (SIGSTOP): connections stay open without responses.</summary>
    public void Freeze()
    {
        Signals.Send(Signals.Stop, Id);
        Signals.Send(Signals.Stop, Family());
    }

    /// <summary>Resumes them (SIGCONT).</summary>
    public void Thaw() => Signals.Send(Signals.Continue, Family());

    /// <summary>Stops the program and deletes the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_guard.HasExited)
        {
            _guard.StandardInput.Close();
            await _guard.WaitForExitAsync();
        }
    }

    private async Task<bool> AnswersAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
        {
            return Signals.HasEnded(Id) ? throw new InvalidOperationException($"The program does not start: {Output}", e) : false;
        }
    }

    private int[] Family()
    {
        try
        {
            var children = File.ReadAllText($"/proc/{Id}/task/{Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return [Id, .. children.Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [Id];
        }
    }

    private static Task WaitForEndAsync(int[] processes) =>
        Eventually.HoldsAsync(() => Task.FromResult(processes.All(Signals.HasEnded)), "the processes have ended");
}
