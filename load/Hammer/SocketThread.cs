namespace SyncServer.Load.Hammer;

/// <summary>
/// Makes .NET run all socket continuations on its one polling thread. The bench shares the machine with the server that it
/// measures, and the hop to the thread pool would add about a quarter to what each save costs the bench.
/// </summary>
internal static class SocketThread
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
    private const string Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    /// <summary>Takes effect only before the process's first socket.</summary>
    public static void Use()
    {
        Environment.SetEnvironmentVariable(Inline, "1");
        Environment.SetEnvironmentVariable(Count, "1");
    }

    /// <summary>Keeps a child process from inheriting it.</summary>
    public static void ForgetIn(IDictionary<string, string?> environment)
    {
        environment.Remove(Inline);
        environment.Remove(Count);
    }
}
