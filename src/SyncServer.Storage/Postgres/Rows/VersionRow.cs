using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres.Rows;

/// <summary>One version. Its key is the document's and its number: the database itself refuses a second writer of one version.</summary>
internal sealed class VersionRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public long Version { get; init; }

    public long Nonce { get; init; }

    public DateTimeOffset SavedAt { get; init; }

    public required string SavedBy { get; init; }

    public required string SavedByName { get; init; }

    public byte[]? Session { get; init; }

    public long? Sequence { get; init; }

    public byte[]? Digest { get; init; }

    /// <summary>The version that the client had named.</summary>
    public long? Base { get; init; }

    public short Outcome { get; init; }

    public bool Deleted { get; init; }

    public required string ContentType { get; init; }

    public int Size { get; init; }

    /// <summary>Whether its save stated the whole new state: any but a PATCH.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether its content is what its client had when it sent the save.</summary>
    public bool IsSubmission { get; init; }

    /// <summary>The newest snapshot at or before this version; its own number where this row is one.</summary>
    public long Snapshot { get; init; }

    public int Prefix { get; init; }

    public int Suffix { get; init; }

    /// <summary>The whole content in a snapshot, else the bytes between prefix and suffix.</summary>
    public required byte[] Payload { get; init; }

    /// <summary>Its number among all versions: the database draws it.</summary>
    public long Position { get; init; }

    /// <summary>The row as readers know it.</summary>
    public Revision ToRevision() => new()
    {
        ETag = new ETag(Version, (ulong)Nonce),
        SavedAt = SavedAt,
        SavedBy = new Person(SavedBy, SavedByName),
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
