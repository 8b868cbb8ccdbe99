namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>
/// One version. <see cref="Position"/> is the order of commits over all documents; (<see cref="Doc"/>, <see cref="Version"/>) is
/// unique, so that the database itself refuses a second writer of one version.
/// </summary>
internal sealed class RevisionRow
{
    public long Position { get; init; }

    public long Doc { get; init; }

    public long Version { get; init; }

    public long Nonce { get; init; }

    /// <summary>In milliseconds since 1970 UTC.</summary>
    public long SavedAt { get; init; }

    public long SavedBy { get; init; }

    public byte[]? Session { get; init; }

    public long? Sequence { get; init; }

    public byte[]? Digest { get; init; }

    /// <summary>The version that the client had named.</summary>
    public long? Base { get; init; }

    public int Outcome { get; init; }

    public bool Deleted { get; init; }

    public required string ContentType { get; init; }

    public int Size { get; init; }

    /// <summary>Whether its save stated the whole new state: any but a PATCH.</summary>
    public bool IsFull { get; init; }

    /// <summary>Whether its content is what its client had when it sent the save.</summary>
    public bool IsSubmission { get; init; }

    public long RunBase { get; init; }

    /// <summary>Its session's highest accepted sequence, which is an earlier save's where this one had none.</summary>
    public long? RunHighest { get; init; }

    /// <summary>The newest snapshot at or before this version; its own number where this row is one.</summary>
    public long Snapshot { get; init; }

    /// <summary>Bytes kept from the start and the end of the version before. 0 in a snapshot.</summary>
    public int Prefix { get; init; }

    public int Suffix { get; init; }

    /// <summary>The whole content in a snapshot, else the bytes between prefix and suffix.</summary>
    public required byte[] Payload { get; init; }
}
