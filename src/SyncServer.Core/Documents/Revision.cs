using SyncServer.Core.Saving;

namespace SyncServer.Core.Documents;

/// <summary>The metadata of one version (docs/protocol.md, section 6).</summary>
public sealed record Revision
{
    /// <summary>The ETag of the version.</summary>
    public required ETag ETag { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>The user who wrote it.</summary>
    public required Person SavedBy { get; init; }

    /// <summary>The session that wrote it; null if the save had none.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The save's <c>Save-Sequence</c>; null if it had none.</summary>
    public long? Sequence { get; init; }

    /// <summary>The version that the save's precondition named; 0 for <c>If-None-Match: *</c>; null for a forced save.</summary>
    public long? Base { get; init; }

    /// <summary>How the save was accepted.</summary>
    public required SaveOutcome Outcome { get; init; }

    /// <summary>The <c>Content-Type</c>; empty for a tombstone.</summary>
    public required string ContentType { get; init; }

    /// <summary>The size of the content in bytes; 0 for a tombstone.</summary>
    public required int Size { get; init; }

    /// <summary>Whether the save stated the whole new state: every save but a PATCH (docs/protocol.md, section 1).</summary>
    public bool IsFull { get; init; } = true;

    /// <summary>Whether the content is what the client had when it sent the save. If so, it is the save's submission, and responses need not contain it.</summary>
    public bool IsSubmission { get; init; }

    /// <summary>The digest of the request; null if the save had no sequence, and in what <see cref="IDocumentReader"/> returns.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Whether this is a tombstone.</summary>
    public bool Deleted { get; init; }
}
