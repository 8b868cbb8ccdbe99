using System.Diagnostics;
using System.Globalization;

namespace SyncServer.Testing;

/// <summary>
/// A program with a separate directory. A small shell ends the program and deletes the directory when the tests end, also when they are killed: the shell reads
/// from a pipe, which is closed when the process at its other end ends.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // For each line that it reads, it starts the program and prints the process id.
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

    /// <summary>The directory, which is the working directory of the program.</summary>
    public string Directory { get; }

    /// <summary>The id of the last started process.</summary>
    public int Id { get; private set; }

    /// <summary>Its output so far.</summary>
    public string Output => File.ReadAllText(Path.Combine(Directory, "log"));

    /// <summary>Starts the guard, but not the program.</summary>
    /// <param name="directory">The directory, which is deleted when the tests end.</param>
    /// <param name="ending">The signal with which the guard ends the program.</param>
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

    /// <summary>Starts the program, or restarts it, and waits until it responds.</summary>
    /// <param name="ask">A request that fails while the program does not respond.</param>
    public async Task StartAsync(Func<Task> ask)
    {
        await _guard.StandardInput.WriteLineAsync("start");
        await _guard.StandardInput.FlushAsync();
        Id = int.Parse((await _guard.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(() => AnswersAsync(ask), "the server responds");
    }

    /// <summary>Kills the program and its children (SIGKILL), and waits until they have ended.</summary>
    public async Task KillAsync()
    {
        // Stopped first, so that it cannot start new children meanwhile.
        Signals.Send(Signals.Stop, Id);
        var all = Family();
        Signals.Send(Signals.Kill, all);
        await WaitForEndAsync(all);
    }

    /// <summary>Asks the program to end (SIGINT), and waits until it and its children have ended.</summary>
    public async Task StopAsync()
    {
        var all = Family();
        Signals.Send(Signals.Interrupt, Id);
        await WaitForEndAsync(all);
    }

    /// <summary>Suspends the program and its children (SIGSTOP). Connections stay open, but there is no response.</summary>
    public void Freeze()
    {
        Signals.Send(Signals.Stop, Id);
        Signals.Send(Signals.Stop, Family());
    }

    /// <summary>Resumes them.</summary>
    public void Thaw() => Signals.Send(Signals.Continue, Family());

    /// <summary>Ends everything and deletes the directory.</summary>
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
