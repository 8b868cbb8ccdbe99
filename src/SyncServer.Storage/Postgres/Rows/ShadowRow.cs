namespace SyncServer.Storage.Postgres.Rows;

/// <summary>What a session last submitted with a save that was merged (protocol 4.9).</summary>
internal sealed class ShadowRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required byte[] Session { get; init; }

    public long Sequence { get; init; }

    /// <summary>The version that the save named.</summary>
    public long Base { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public required string ContentType { get; init; }

    public required byte[] Body { get; init; }
}
