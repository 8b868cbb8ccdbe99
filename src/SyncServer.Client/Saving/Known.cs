namespace SyncServer.Client.Saving;

/// <summary>A version whose content this client has.</summary>
/// <param name="Version">Its number; 0 for a document never seen.</param>
/// <param name="ETag">Its ETag with quotes; null where there is nothing to match: never seen, or deleted.</param>
internal sealed record Known(long Version, string? ETag);
