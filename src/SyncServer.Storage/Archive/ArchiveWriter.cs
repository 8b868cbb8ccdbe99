using System.Text.Json;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Archive;

/// <summary>Writes an archive.</summary>
/// <param name="files">Its files.</param>
/// <param name="lostFrom">See <see cref="ArchiveManifest.LostFrom"/>.</param>
/// <param name="partBytes">A part ends with the document that makes it larger than this.</param>
internal sealed class ArchiveWriter(IArchiveFiles files, long lostFrom, long partBytes) : IArchiveTarget
{
    private ArchiveManifest _manifest = null!;
    private ArchiveLines? _part;

    /// <inheritdoc/>
    public DocumentKey? Begin(string source)
    {
        using var file = files.OpenRead(ArchiveManifest.FileName);
        var stored = file is null ? new ArchiveManifest { Store = source, LostFrom = lostFrom } : ArchiveReader.ReadManifest(file);
        if (stored.Complete)
        {
            throw new IOException("The archive is complete. Export to another folder, or delete this one.");
        }

        if (!string.Equals(stored.Store, source, StringComparison.Ordinal))
        {
            throw new InvalidDataException("The archive in this folder was begun for another database.");
        }

        // The parts of an interrupted export lack what was saved since.
        _manifest = stored with { LostFrom = Math.Min(stored.LostFrom, lostFrom) };
        files.Save(_manifest);
        return _manifest.Parts is [.., var last] ? last.Last : null;
    }

    /// <inheritdoc/>
    public void Write(ArchiveRecord record)
    {
        _part ??= new ArchiveLines(files, $"documents-{_manifest.Parts.Count + 1:d6}.ndjson");
        _part.Write(record);
    }

    /// <inheritdoc/>
    public void EndDocument(DocumentKey key)
    {
        _part!.Last = key;
        if (_part.Bytes > partBytes)
        {
            EndPart();
        }
    }

    /// <inheritdoc/>
    public void WriteTable<TRow>(string name, IEnumerable<TRow> rows)
        where TRow : class
    {
        EndPart();
        using var lines = new ArchiveLines(files, ArchiveManifest.FileOf(name));
        foreach (var row in rows)
        {
            lines.Write(row);
        }

        _manifest = _manifest with { Tables = new Dictionary<string, long>(_manifest.Tables, StringComparer.Ordinal) { [name] = lines.Count } };
    }

    /// <inheritdoc/>
    public void Complete()
    {
        _manifest = _manifest with { Complete = true };
        files.Save(_manifest);
    }

    public void Dispose()
    {
        _part?.Dispose();
        files.Dispose();
    }

    private void EndPart()
    {
        if (_part is { } part)
        {
            part.Dispose();
            _part = null;
            _manifest = _manifest with { Parts = [.. _manifest.Parts, new ArchivePart(part.Name, part.Count, part.Last)] };
            files.Save(_manifest);
        }
    }

    /// <summary>A file of JSON lines that is being written.</summary>
    private sealed class ArchiveLines(IArchiveFiles files, string name) : IDisposable
    {
        private readonly Stream _file = files.Create(name);

        public string Name => name;

        public long Count { get; private set; }

        public long Bytes { get; private set; }

        public DocumentKey Last { get; set; }

        public void Write<T>(T row)
        {
            var line = JsonSerializer.SerializeToUtf8Bytes(row, ArchiveJson.Options);
            _file.Write(line);
            _file.WriteByte((byte)'\n');
            Count++;
            Bytes += line.Length + 1;
        }

        public void Dispose() => files.Close(_file);
    }
}
