using System.Runtime.InteropServices;

namespace SyncServer.Testing;

/// <summary>Sends signals to processes that the tests started, by id.</summary>
internal static partial class Signals
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal; does nothing if the process has exited.</summary>
    public static void Send(int signal, params ReadOnlySpan<int> processes)
    {
        foreach (var process in processes)
        {
            _ = SendTo(process, signal);
        }
    }

    /// <summary>Whether a process has exited, or is a zombie.</summary>
    public static bool HasEnded(int process)
    {
        try
        {
            // The state follows the name, which is in parentheses.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[stat.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendTo(int process, int signal);
}
