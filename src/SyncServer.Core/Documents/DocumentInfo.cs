namespace SyncServer.Core.Documents;

/// <summary>A document as readers see it, but for its bytes (protocol 6, <c>info</c>).</summary>
public record DocumentInfo
{
    /// <summary>The newest version.</summary>
    public required Revision Newest { get; init; }

    /// <summary>When this life of the document began, UTC: a create after a delete begins another.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who began it.</summary>
    public required Person CreatedBy { get; init; }

    /// <summary>Names the newest version.</summary>
    public ETag ETag => Newest.ETag;

    /// <summary>The newest version's number, from 1.</summary>
    public long Version => Newest.ETag.Version;

    /// <summary>Whether the newest version is a tombstone.</summary>
    public bool Deleted => Newest.Deleted;
}
