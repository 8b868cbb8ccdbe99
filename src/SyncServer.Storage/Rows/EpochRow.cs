using System.Security.Cryptography;
using SyncServer.Core.Live;

namespace SyncServer.Storage.Rows;

/// <summary>
/// A stretch of the log, from <see cref="First"/> to the first position of the next epoch. A new epoch begins when the database may have been restored
/// from a backup. The first row begins at 0 and never changes, so it identifies the database.
/// </summary>
internal sealed class EpochRow
{
    /// <summary>The first position that may belong to the epoch.</summary>
    public long First { get; init; }

    /// <summary>The name of the epoch in cursors.</summary>
    public required string Id { get; init; }

    /// <summary>A name for a new epoch.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(ChangeCursor.EpochLength, lowercase: true);
}
