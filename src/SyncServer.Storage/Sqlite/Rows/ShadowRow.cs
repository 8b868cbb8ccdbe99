namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>What a session last submitted with a save that was merged (protocol 4.9).</summary>
internal sealed class ShadowRow
{
    public long Doc { get; init; }

    public required byte[] Session { get; init; }

    public long Sequence { get; init; }

    /// <summary>The version that the save named.</summary>
    public long Base { get; init; }

    /// <summary>In milliseconds since 1970 UTC.</summary>
    public long ExpiresAt { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Body { get; init; }
}
