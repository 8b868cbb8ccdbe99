using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SyncServer.Core.Live;

namespace SyncServer.Storage;

/// <summary>
/// A stretch of the log that one life of the database wrote; it ends where the next one begins. The first row begins at 0 and never changes, so it
/// names the database. A position belongs to the epoch with the greatest <see cref="First"/> that is not above it.
/// </summary>
internal sealed class EpochRow
{
    /// <summary>The first position that may belong to it.</summary>
    public long First { get; init; }

    /// <summary>Its name in cursors.</summary>
    public required string Id { get; init; }

    public static void Map(EntityTypeBuilder<EpochRow> epoch)
    {
        epoch.ToTable("epochs").HasKey(e => e.First);
        epoch.Property(e => e.First).ValueGeneratedNever();
        epoch.Property(e => e.Id).IsRequired();
    }

    /// <summary>A name for a new epoch.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(ChangeCursor.EpochLength, lowercase: true);
}
