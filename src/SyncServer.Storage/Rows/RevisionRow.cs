namespace SyncServer.Storage.Rows;

/// <summary>One version, without its bytes. A derived type adds the key of the document and the author.</summary>
internal abstract class RevisionRow : VersionColumns
{
    /// <summary>The version's number in the log of all documents.</summary>
    public long Position { get; init; }

    public byte[]? Digest { get; init; }
}

/// <summary>The payload of one version: the other columns of its row, so that a query for versions does not read their bytes.</summary>
internal abstract class PayloadRow
{
    public long Version { get; init; }

    public int Prefix { get; init; }

    public int Suffix { get; init; }

    /// <summary>See <see cref="Storage.Payload"/>.</summary>
    public required byte[] Payload { get; init; }
}
