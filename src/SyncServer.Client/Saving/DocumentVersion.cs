namespace SyncServer.Client.Saving;

/// <summary>A version of a document.</summary>
/// <param name="Number">Its number; 0 for a document that does not exist.</param>
/// <param name="ETag">Its ETag with quotes; null for a document that does not exist.</param>
/// <param name="IsDeleted">Whether it is a tombstone, which has no content.</param>
internal sealed record DocumentVersion(long Number, string? ETag, bool IsDeleted = false)
{
    /// <summary>The document does not exist.</summary>
    public static readonly DocumentVersion None = new(0, null);
}
