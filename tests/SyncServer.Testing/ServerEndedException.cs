namespace SyncServer.Testing;

/// <summary>The server ended where it should have listened.</summary>
/// <param name="exitCode">Its exit code.</param>
/// <param name="output">All that it printed.</param>
public sealed class ServerEndedException(int exitCode, string output)
    : InvalidOperationException($"The server ended with {exitCode}: {output}")
{
    /// <summary>Its exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>All that it printed.</summary>
    public string Output { get; } = output;
}
