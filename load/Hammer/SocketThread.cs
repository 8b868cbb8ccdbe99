namespace SyncServer.Load.Hammer;

/// <summary>
/// Makes .NET run all socket continuations on its polling thread. The bench shares the machine with the server that it
/// measures, and dispatching to the thread pool would increase the CPU time of the bench for each save by about a quarter.
/// </summary>
internal static class SocketThread
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>Takes effect only before the first socket of the process.</summary>
    public static void Use()
    {
        Environment.SetEnvironmentVariable(Inline, "1");
        Environment.SetEnvironmentVariable(Count, "1");
    }

    /// <summary>Removes the setting from the environment of child processes.</summary>
    public static void ForgetIn(IDictionary<string, string?> environment)
    {
        environment.Remove(Inline);
        environment.Remove(Count);
    }
}
