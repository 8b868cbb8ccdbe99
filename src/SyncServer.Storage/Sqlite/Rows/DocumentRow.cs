namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>The identity of a document. Its state is its newest revision.</summary>
internal sealed class DocumentRow
{
    public long Doc { get; init; }

    public required string Collection { get; init; }

    public required string Id { get; init; }

    /// <summary>When this life of the document began, in milliseconds since 1970 UTC.</summary>
    public long CreatedAt { get; init; }

    public long CreatedBy { get; init; }

    /// <summary>The version that began it.</summary>
    public long CreatedVersion { get; init; }
}
