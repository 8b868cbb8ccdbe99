namespace SyncServer.Testing;

/// <summary>A directory for one test, which is deleted with it.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Its full path.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("syncserver-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
