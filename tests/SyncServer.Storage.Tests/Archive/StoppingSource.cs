using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Tests.Archive;

/// <summary>A source that fails after a number of records and rows, as in a crash.</summary>
internal sealed class StoppingSource(IArchiveSource source, int after) : IArchiveSource
{
    private int _left = after;

    public string Id => source.Id;

    public IEnumerable<ArchiveRecord> ReadDocuments(DocumentKey? after) => source.ReadDocuments(after).Select(Count);

    public IEnumerable<TRow> ReadTable<TRow>(string name)
        where TRow : class => source.ReadTable<TRow>(name).Select(Count);

    public void Dispose() => source.Dispose();

    private T Count<T>(T item) => --_left < 0 ? throw new StoppedException() : item;
}

/// <summary>The crash.</summary>
internal sealed class StoppedException : Exception;
