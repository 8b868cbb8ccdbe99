namespace SyncServer.Testing;

/// <summary>A temporary directory for one test.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>The full path.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("syncserver-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
