using Microsoft.EntityFrameworkCore;

namespace SyncServer.Storage;

/// <summary>An entry of a document's access list.</summary>
internal sealed class RoleRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required string UserId { get; init; }

    public short Role { get; init; }

    public static void Map(ModelBuilder modelBuilder) => modelBuilder.Entity<RoleRow>(role =>
    {
        role.ToTable("roles").HasKey(r => new { r.Collection, r.Id, r.UserId });
        role.HasIndex(r => new { r.UserId, r.Collection, r.Id });
    });
}
