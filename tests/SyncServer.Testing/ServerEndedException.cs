namespace SyncServer.Testing;

/// <summary>The server ended instead of listening.</summary>
/// <param name="exitCode">Its exit code.</param>
/// <param name="output">Its output.</param>
public sealed class ServerEndedException(int exitCode, string output)
    : InvalidOperationException($"The server ended with {exitCode}: {output}")
{
    /// <summary>Its exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Its output.</summary>
    public string Output { get; } = output;
}
