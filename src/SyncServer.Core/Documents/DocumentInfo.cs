namespace SyncServer.Core.Documents;

/// <summary>The metadata of a document (docs/protocol.md, section 6, <c>info</c>).</summary>
public record DocumentInfo
{
    /// <summary>The newest version.</summary>
    public required Revision Newest { get; init; }

    /// <summary>When the document was created, UTC. A create after a delete sets it again.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The user who created it.</summary>
    public required Person CreatedBy { get; init; }

    /// <summary>The ETag of the newest version.</summary>
    public ETag ETag => Newest.ETag;

    /// <summary>The number of the newest version, from 1.</summary>
    public long Version => Newest.ETag.Version;

    /// <summary>Whether the newest version is a tombstone.</summary>
    public bool Deleted => Newest.Deleted;
}
