namespace SyncServer.Storage.Rows;

/// <summary>
/// The stored part of a <see cref="Core.Saving.SessionRecord"/>. While the session is the document's last writer, the rest of its record follows from its
/// newest versions. This type only defines the table; the statements of a save read and write it.
/// </summary>
internal abstract class SessionRow
{
    public required byte[] Session { get; init; }

    /// <summary>When the session's last save was accepted.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>See <see cref="SessionBlob"/>.</summary>
    public required byte[] Record { get; init; }

    /// <summary>The media type of its submission; null if a version has the submission's bytes, or there is no submission.</summary>
    public string? SubmissionType { get; init; }

    public byte[]? SubmissionBody { get; init; }
}
