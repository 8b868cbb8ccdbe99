using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Archive;

/// <summary>Reads an archive.</summary>
internal sealed class ArchiveReader : IArchiveSource
{
    private readonly IArchiveFiles _files;
    private readonly ArchiveManifest _manifest;

    private ArchiveReader(IArchiveFiles files, string path)
    {
        _files = files;
        using var file = files.OpenRead(ArchiveManifest.FileName) ?? throw new InvalidDataException($"{path} is not an archive: it has no {ArchiveManifest.FileName}.");
        _manifest = ReadManifest(file);
        if (!_manifest.Complete)
        {
            throw new InvalidDataException($"The archive {path} is not complete. Repeat the export: it continues.");
        }
    }

    /// <inheritdoc/>
    public string Id => _manifest.Id;

    /// <summary>Opens a folder or a zip file.</summary>
    /// <exception cref="InvalidDataException">It is not a complete archive.</exception>
    public static ArchiveReader Open(string path) => new(Directory.Exists(path) ? new ArchiveFolder(path) : ArchiveZip.Open(path), path);

    /// <summary>Reads the manifest of an archive.</summary>
    /// <exception cref="InvalidDataException">It is not one, or of a later release.</exception>
    public static ArchiveManifest ReadManifest(Stream file)
    {
        using var reader = new StreamReader(file);
        var manifest = Parse<ArchiveManifest>(reader.ReadToEnd(), ArchiveManifest.FileName, 1);
        return manifest is { Format: "syncserver-archive", Version: ArchiveManifest.CurrentVersion } ? manifest
            : throw new InvalidDataException($"The format of the archive is {manifest.Format} {manifest.Version}, which this release does not know.");
    }

    /// <inheritdoc/>
    public IEnumerable<ArchiveRecord> ReadDocuments(DocumentKey? after)
    {
        foreach (var part in _manifest.Parts.Where(part => after is null || DocumentOrder.Compare(part.Last, after.Value) > 0))
        {
            var isAfter = after is null;
            foreach (var record in ReadLines<ArchiveRecord>(part.File, part.Lines))
            {
                isAfter = isAfter || (record is ArchivedDocument document && DocumentOrder.Compare(document.Key, after!.Value) > 0);
                if (isAfter)
                {
                    yield return record;
                }
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<TRow> ReadTable<TRow>(string name)
        where TRow : class
    {
        var rows = ReadLines<TRow>(ArchiveManifest.FileOf(name), _manifest.Tables.GetValueOrDefault(name));
        // What was saved during an export may be missing, so no cursor behind it is one of the new database.
        return rows is IEnumerable<EpochRow> epochs
            ? (IEnumerable<TRow>)epochs.Where(epoch => epoch.First < _manifest.LostFrom).Append(new EpochRow { First = _manifest.LostFrom, Id = EpochRow.NewId() })
            : rows;
    }

    public void Dispose() => _files.Dispose();

    private IEnumerable<T> ReadLines<T>(string name, long count)
    {
        using var file = _files.OpenRead(name) ?? throw new InvalidDataException($"The archive has no file {name}.");
        using var reader = new StreamReader(file, bufferSize: 1 << 16);
        long number = 0;
        while (reader.ReadLine() is { } line)
        {
            yield return Parse<T>(line, name, ++number);
        }

        if (number != count)
        {
            throw new InvalidDataException($"{name} has {number} lines, but should have {count}.");
        }
    }

    private static T Parse<T>(string line, string file, long number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, ArchiveJson.Options) ?? throw new InvalidDataException($"{file}, line {number}: null.");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{file}, line {number}: {e.Message}", e);
        }
    }
}
