namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>
/// How far thinning has come: for each age the position up to which all versions of that age are thinned, under the settings of that time.
/// Saves do not use it.
/// </summary>
internal sealed class ThinningRow
{
    public required string Settings { get; init; }

    /// <summary>In milliseconds.</summary>
    public long Age { get; init; }

    public long Position { get; init; }
}
