namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>
/// The progress of thinning: for each age of the history settings, the position up to which all versions of that age are thinned. Saves neither read nor
/// write it.
/// </summary>
internal sealed class ThinningRow
{
    /// <summary>The history settings. Other settings begin again.</summary>
    public required string Settings { get; init; }

    /// <summary>In milliseconds.</summary>
    public long Age { get; init; }

    public long Position { get; init; }
}
