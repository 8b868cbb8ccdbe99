namespace SyncServer.Storage.Postgres.Rows;

/// <summary>
/// What is remembered of one session on one document, without what its newest versions tell while it is the last writer
/// (<see cref="Core.Saving.SessionRecord"/>).
/// </summary>
internal sealed class SessionRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required byte[] Session { get; init; }

    /// <summary>When its last save was accepted.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>See <see cref="SessionBlob"/>.</summary>
    public required byte[] Record { get; init; }

    /// <summary>The media type of its submission; null where a version has its bytes, or it left none.</summary>
    public string? SubmissionType { get; init; }

    public byte[]? SubmissionBody { get; init; }
}
