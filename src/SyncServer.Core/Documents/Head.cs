namespace SyncServer.Core.Documents;

/// <summary>The newest version of a document and the run it ends (protocol 1): all that deciding the next save needs, but for its bytes.</summary>
public sealed record Head
{
    /// <summary>Names the newest version.</summary>
    public required ETag ETag { get; init; }

    /// <summary>Whether the newest version is a tombstone.</summary>
    public bool Deleted { get; init; }

    /// <summary>The Content-Type; empty on a tombstone.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes of the content; 0 on a tombstone.</summary>
    public required int Size { get; init; }

    /// <summary>When this life of the document began, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who began this life of the document.</summary>
    public required Person CreatedBy { get; init; }

    /// <summary>When the newest version was written, UTC.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Who wrote the newest version.</summary>
    public required Person SavedBy { get; init; }

    /// <summary>The session that wrote the newest version; null where the save named none.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The run's last accepted sequence, unchanged saves included; null where the run has none.</summary>
    public long? Sequence { get; init; }

    /// <summary>The version that the run's first save was verified against: for a create the tombstone it replaced, else 0.</summary>
    public required long RunBase { get; init; }

    /// <summary>Whether the run began with a create.</summary>
    public bool RunCreated { get; init; }

    /// <summary>When the run's session was last accepted, unchanged saves included, UTC: where the window starts.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The newest version's number, from 1.</summary>
    public long Version => ETag.Version;
}
