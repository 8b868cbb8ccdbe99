namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>The identity of a document. Its state is its newest revision.</summary>
internal sealed class SqliteDocumentRow
{
    /// <summary>The document's number, which other tables refer to.</summary>
    public long Doc { get; init; }

    public required string Collection { get; init; }

    public required string Id { get; init; }

    /// <summary>When the document was created, or created again after its last delete.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    public long CreatedBy { get; init; }

    /// <summary>The version that created it.</summary>
    public long CreatedVersion { get; init; }
}
