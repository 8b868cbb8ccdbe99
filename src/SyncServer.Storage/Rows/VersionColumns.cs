using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Rows;

/// <summary>The columns that describe a version, without its bytes.</summary>
internal abstract class VersionColumns
{
    public long Version { get; init; }

    public long Nonce { get; init; }

    public DateTimeOffset SavedAt { get; init; }

    public byte[]? Session { get; init; }

    public long? Sequence { get; init; }

    /// <summary>The version that the client's precondition named.</summary>
    public long? Base { get; init; }

    public short Outcome { get; init; }

    public bool Deleted { get; init; }

    public required string ContentType { get; init; }

    public int Size { get; init; }

    /// <summary>Whether the save stated the whole new state: any save but a PATCH.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether the content is what the client had when it sent the save.</summary>
    public bool IsSubmission { get; init; }

    /// <summary>The newest snapshot at or before this version; its own number if it is one.</summary>
    public long Snapshot { get; init; }

    /// <summary>The version, with its author.</summary>
    public Revision ToRevision(Person savedBy) => new()
    {
        ETag = new ETag(Version, (ulong)Nonce),
        SavedAt = SavedAt,
        SavedBy = savedBy,
        Session = Session is null ? null : SessionKey.FromBytes(Session),
        Sequence = Sequence,
        Base = Base,
        Outcome = (SaveOutcome)Outcome,
        ContentType = ContentType,
        Size = Size,
        Deleted = Deleted,
        IsFull = IsFull,
        IsSubmission = IsSubmission,
    };
}
