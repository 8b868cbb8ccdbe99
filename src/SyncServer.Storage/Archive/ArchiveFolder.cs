using System.Text.Json;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage.Archive;

/// <summary>An archive in a folder. Only its owner can read the files, as they have password hashes and keys.</summary>
internal sealed class ArchiveFolder(string path) : IArchiveFiles
{
    /// <summary>The options of a file that only its owner can read.</summary>
    public static FileStreamOptions NewFile { get; } = OwnerOnly(new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 1 << 16 });

    /// <summary>Opens a folder for an export.</summary>
    /// <exception cref="IOException">The folder has other files, or cannot be created.</exception>
    public static ArchiveFolder Begin(string path)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() && !File.Exists(Path.Combine(path, ArchiveManifest.FileName)))
        {
            throw new IOException($"{path} is not empty.");
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new ArchiveFolder(path);
    }

    /// <inheritdoc/>
    public Stream? OpenRead(string name) => File.Exists(PathOf(name)) ? new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16) : null;

    /// <inheritdoc/>
    public Stream Create(string name) => new FileStream(PathOf(name), NewFile);

    /// <inheritdoc/>
    public void Close(Stream file)
    {
        ((FileStream)file).Flush(flushToDisk: true);
        file.Dispose();
    }

    /// <inheritdoc/>
    public void Save(ArchiveManifest manifest)
    {
        var partial = ArchiveManifest.FileName + ".partial";
        var file = Create(partial);
        JsonSerializer.Serialize(file, manifest, ArchiveJson.Indented);
        Close(file);
        File.Move(PathOf(partial), PathOf(ArchiveManifest.FileName), overwrite: true);
        DurableDirectory.Sync(PathOf(ArchiveManifest.FileName));
    }

    public void Dispose()
    {
    }

    private string PathOf(string name) => Path.Combine(path, name);

    private static FileStreamOptions OwnerOnly(FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
