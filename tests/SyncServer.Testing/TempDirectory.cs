namespace SyncServer.Testing;

/// <summary>A directory of its own for one test, gone with it.</summary>
public sealed class TempDirectory : IDisposable
{
    /// <summary>Its full path.</summary>
    public string FullPath { get; } = Directory.CreateTempSubdirectory("syncserver-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
