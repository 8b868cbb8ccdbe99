using SyncServer.Core.Documents;

namespace SyncServer.Storage.Archive;

/// <summary>A store or an archive that is read, as it was at one time.</summary>
internal interface IArchiveSource : IDisposable
{
    /// <summary>Identifies what is read, so that a transfer that was interrupted continues only with the same.</summary>
    string Id { get; }

    /// <summary>The histories of the documents in the order of their keys.</summary>
    /// <param name="after">The first documents to leave out, up to and including this one; null for none.</param>
    IEnumerable<ArchiveRecord> ReadDocuments(DocumentKey? after);

    /// <summary>The rows of a table that does not belong to the history of documents.</summary>
    /// <param name="name">The name of the table in an archive.</param>
    IEnumerable<TRow> ReadTable<TRow>(string name)
        where TRow : class;
}

/// <summary>A store or an archive that is written.</summary>
internal interface IArchiveTarget : IDisposable
{
    /// <summary>Begins a transfer, or continues one that was interrupted.</summary>
    /// <param name="source">The id of the source.</param>
    /// <returns>The last document that is written already; null if there is none.</returns>
    /// <exception cref="InvalidDataException">The target has other data.</exception>
    DocumentKey? Begin(string source);

    /// <summary>Writes a record of the current document.</summary>
    void Write(ArchiveRecord record);

    /// <summary>Ends the current document.</summary>
    void EndDocument(DocumentKey key);

    /// <summary>Writes all rows of a table.</summary>
    void WriteTable<TRow>(string name, IEnumerable<TRow> rows)
        where TRow : class;

    /// <summary>Ends the transfer. Everything is durable.</summary>
    void Complete();
}
