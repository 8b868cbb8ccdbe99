using System.Diagnostics;
using System.Globalization;

namespace SyncServer.Testing;

/// <summary>
/// A program with a directory of its own, under a small shell that ends the one and deletes the other as soon as the tests are over,
/// also when they were killed: the shell reads from a pipe, which closes with the process that holds its other end.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // Each line that it reads starts the program (again) and is answered with its process id.
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

    /// <summary>The directory, which is also the one that the program runs in.</summary>
    public string Directory { get; }

    /// <summary>The id of the program as started last.</summary>
    public int Id { get; private set; }

    /// <summary>All that it has printed.</summary>
    public string Output => File.ReadAllText(Path.Combine(Directory, "log"));

    /// <summary>Sets the guard up; nothing runs yet.</summary>
    /// <param name="directory">What dies with the tests.</param>
    /// <param name="ending">The signal that ends the program then.</param>
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

    /// <summary>Starts the program, once or again, and waits until it answers.</summary>
    /// <param name="ask">Asks it something; fails while it does not answer.</param>
    public async Task StartAsync(Func<Task> ask)
    {
        await _guard.StandardInput.WriteLineAsync("start");
        await _guard.StandardInput.FlushAsync();
        Id = int.Parse((await _guard.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await Eventually.HoldsAsync(() => AnswersAsync(ask), "the server answers");
    }

    /// <summary>Ends it and its children at once (SIGKILL), and waits until they are gone.</summary>
    public async Task KillAsync()
    {
        // Stopped first, so that no child escapes by being born.
        Signals.Send(Signals.Stop, Id);
        var all = Family();
        Signals.Send(Signals.Kill, all);
        await WaitForEndAsync(all);
    }

    /// <summary>Asks it to end (SIGINT), and waits until it and its children have.</summary>
    public async Task StopAsync()
    {
        var all = Family();
        Signals.Send(Signals.Interrupt, Id);
        await WaitForEndAsync(all);
    }

    /// <summary>Stops it and its children where they are (SIGSTOP): connections stay open and nothing answers.</summary>
    public void Freeze()
    {
        Signals.Send(Signals.Stop, Id);
        Signals.Send(Signals.Stop, Family());
    }

    /// <summary>Lets them go on.</summary>
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
            return Signals.HasEnded(Id) ? throw new InvalidOperationException($"It does not start: {Output}", e) : false;
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
