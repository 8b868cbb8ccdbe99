namespace SyncServer.Client.Saving;

/// <summary>A version whose content this client holds.</summary>
/// <param name="Version">Its number; 0 for a document that does not exist.</param>
/// <param name="ETag">Its ETag with quotes, a tombstone's included; null for a document that does not exist.</param>
/// <param name="IsDeleted">Whether it is a tombstone, which has no content.</param>
internal sealed record Known(long Version, string? ETag, bool IsDeleted = false)
{
    /// <summary>No version: the document does not exist.</summary>
    public static readonly Known None = new(0, null);
}
