using SyncServer.Core.Saving;

namespace SyncServer.Core.Documents;

/// <summary>One line of a document's history (protocol 6): everything about a version but its bytes.</summary>
public sealed record Revision
{
    /// <summary>Names the version.</summary>
    public required ETag ETag { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Who wrote it.</summary>
    public required Person SavedBy { get; init; }

    /// <summary>The session that wrote it; null where the save named none.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>Its Save-Sequence, if any.</summary>
    public long? Sequence { get; init; }

    /// <summary>The version that its precondition named, 0 for <c>If-None-Match: *</c>; null where it named none (a forced save).</summary>
    public long? Base { get; init; }

    /// <summary>How it was accepted.</summary>
    public required SaveOutcome Outcome { get; init; }

    /// <summary>The Content-Type; empty on a tombstone.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes of the content; 0 on a tombstone.</summary>
    public required int Size { get; init; }

    /// <summary>Whether its save stated the whole new state: every save but a PATCH (protocol section 1).</summary>
    public bool IsFull { get; init; } = true;

    /// <summary>Whether its content is what its client had when it sent the save: then it is the save's submission, and no answer needs to bring it.</summary>
    public bool IsSubmission { get; init; }

    /// <summary>The digest of its request; null where the save had no sequence. Known to the writer only, not to readers of the history.</summary>
    public Digest? Digest { get; init; }

    /// <summary>Whether this is a tombstone.</summary>
    public bool Deleted { get; init; }
}
