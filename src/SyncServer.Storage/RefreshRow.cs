using Microsoft.EntityFrameworkCore;

namespace SyncServer.Storage;

/// <summary>The refresh tokens of one sign-in. The host maps its own type to this table; this one is for the schema.</summary>
internal sealed class RefreshRow
{
    public required string Family { get; init; }

    public long Generation { get; init; }

    public bool Used { get; init; }

    public long ExpiresAt { get; init; }

    public static void Map(ModelBuilder modelBuilder) => modelBuilder.Entity<RefreshRow>(refresh =>
    {
        refresh.ToTable("refreshes").HasKey(r => r.Family);
        refresh.HasIndex(r => r.ExpiresAt);
    });
}
