namespace SyncServer.Storage.Postgres.Rows;

/// <summary>
/// The progress of thinning in a document: for each age at which versions may be removed, the first version that had not reached it, and when that version was
/// saved. Saves neither read nor write it.
/// </summary>
internal sealed class ThinningRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public long AllFrom { get; init; }

    public DateTimeOffset AllAt { get; init; }

    public long RunsFrom { get; init; }

    public DateTimeOffset RunsAt { get; init; }

    /// <summary>For the age at which no session record refers to a version any more.</summary>
    public long SessionsFrom { get; init; }

    public DateTimeOffset SessionsAt { get; init; }
}
