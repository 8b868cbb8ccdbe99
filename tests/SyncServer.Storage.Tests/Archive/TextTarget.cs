using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Tests.Archive;

/// <summary>Collects everything as lines of JSON. What differs between the databases is left out: the runs of old versions, and the epochs since the copy.</summary>
internal sealed class TextTarget : IArchiveTarget
{
    public List<string> Lines { get; } = [];

    public DocumentKey? Begin(string source) => null;

    public void Write(ArchiveRecord record) =>
        Lines.Add(JsonSerializer.Serialize(record is ArchivedVersion version ? version with { RunBase = null, RunHighest = null } : record, ArchiveJson.Options));

    public void EndDocument(DocumentKey key)
    {
    }

    public void WriteTable<TRow>(string name, IEnumerable<TRow> rows)
        where TRow : class => Lines.AddRange(rows.Where(row => row is not EpochRow { First: > 0 }).Select(row => name + JsonSerializer.Serialize(row, ArchiveJson.Options)).Order(StringComparer.Ordinal));

    public void Complete()
    {
    }

    public void Dispose()
    {
    }
}
