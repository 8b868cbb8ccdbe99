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

    /// <summary>The version that its client had named; null where it named none (a forced save).</summary>
    public long? Base { get; init; }

    /// <summary>How it was accepted.</summary>
    public required SaveOutcome Outcome { get; init; }

    /// <summary>The Content-Type; empty on a tombstone.</summary>
    public required string ContentType { get; init; }

    /// <summary>Bytes of the content; 0 on a tombstone.</summary>
    public required int Size { get; init; }

    /// <summary>
    /// Whether its session knew all of its bytes when it sent them, so that its next saves in flight may be taken for made on them
    /// (protocol 4.9). A merged version holds what the client has not seen; so may a forced patch's.
    /// </summary>
    public bool IsAsSubmitted => Outcome is SaveOutcome.Created or SaveOutcome.Verified or SaveOutcome.Session;

    /// <summary>Whether this is a tombstone.</summary>
    public bool Deleted { get; init; }
}
