namespace SyncServer.Testing;

/// <summary>The server exited instead of listening.</summary>
/// <param name="exitCode">The exit code.</param>
/// <param name="output">The output.</param>
public sealed class ServerEndedException(int exitCode, string output)
    : InvalidOperationException($"The server exited with {exitCode}: {output}")
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>The output.</summary>
    public string Output { get; } = output;
}
