using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Tests.Archive;

/// <summary>A target that ends a transaction with each document, whatever its size.</summary>
internal sealed class FlushingTarget(StoreTarget target) : IArchiveTarget
{
    public DocumentKey? Begin(string source) => target.Begin(source);

    public void Write(ArchiveRecord record) => target.Write(record);

    public void EndDocument(DocumentKey key)
    {
        target.EndDocument(key);
        target.Flush();
    }

    public void WriteTable<TRow>(string name, IEnumerable<TRow> rows)
        where TRow : class => target.WriteTable(name, rows);

    public void Complete() => target.Complete();

    public void Dispose() => target.Dispose();
}
