namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>An accepted save that wrote no version (outcome unchanged). A save that wrote one has its receipt in its revision.</summary>
internal sealed class ReceiptRow
{
    public long Doc { get; init; }

    public required byte[] Session { get; init; }

    /// <summary>0 where the save had none: then the row only carries the window.</summary>
    public long Sequence { get; init; }

    public long Version { get; init; }

    public long Nonce { get; init; }

    public required byte[] Digest { get; init; }

    /// <summary>In milliseconds since 1970 UTC.</summary>
    public long AcceptedAt { get; init; }
}
