using System.IO.Compression;
using System.Text.Json;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage.Archive;

/// <summary>An archive in one zip file. It gets its name when it is complete.</summary>
internal sealed class ArchiveZip : IArchiveFiles
{
    private readonly FileStream _file;
    private readonly ZipArchive _zip;

    private ArchiveZip(FileStream file, ZipArchiveMode mode) => (_file, _zip) = (file, new ZipArchive(file, mode, leaveOpen: true));

    /// <summary>Opens an archive for reading.</summary>
    /// <exception cref="InvalidDataException">The file is not a zip file.</exception>
    public static ArchiveZip Open(string path) => new(File.OpenRead(path), ZipArchiveMode.Read);

    /// <summary>Creates an archive.</summary>
    /// <exception cref="IOException">The file exists, or cannot be created.</exception>
    public static ArchiveZip Begin(string path)
    {
        if (File.Exists(path))
        {
            throw new IOException($"{path} exists.");
        }

        return new ArchiveZip(new FileStream(path + ".partial", ArchiveFolder.NewFile), ZipArchiveMode.Create);
    }

    /// <inheritdoc/>
    public Stream? OpenRead(string name) => _zip.Mode is ZipArchiveMode.Read ? _zip.GetEntry(name)?.Open() : null;

    /// <inheritdoc/>
    public Stream Create(string name) => _zip.CreateEntry(name, CompressionLevel.Fastest).Open();

    /// <inheritdoc/>
    public void Close(Stream file) => file.Dispose();

    /// <inheritdoc/>
    public void Save(ArchiveManifest manifest)
    {
        if (!manifest.Complete)
        {
            return;
        }

        using (var file = Create(ArchiveManifest.FileName))
        {
            JsonSerializer.Serialize(file, manifest, ArchiveJson.Indented);
        }

        _zip.Dispose();
        _file.Flush(flushToDisk: true);
        var path = _file.Name[..^".partial".Length];
        File.Move(_file.Name, path);
        DurableDirectory.Sync(path);
    }

    public void Dispose()
    {
        _zip.Dispose();
        _file.Dispose();
    }
}
