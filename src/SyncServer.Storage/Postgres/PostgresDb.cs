using Microsoft.EntityFrameworkCore;
using SyncServer.Storage.Postgres.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>The tables of PostgreSQL, as EF Core sees them. Every key begins with (collection, id), so that they can be sharded by it.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : DbContext(options)
{
    public DbSet<HeadRow> Documents => Set<HeadRow>();

    public DbSet<VersionRow> Revisions => Set<VersionRow>();

    public DbSet<ShadowRow> Shadows => Set<ShadowRow>();

    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    public DbSet<RoleRow> Roles => Set<RoleRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<HeadRow>().ToTable("documents").HasKey(d => new { d.Collection, d.Id });
        modelBuilder.Entity<VersionRow>().ToTable("revisions").HasKey(r => new { r.Collection, r.Id, r.Version });
        modelBuilder.Entity<ShadowRow>().ToTable("shadows").HasKey(s => new { s.Collection, s.Id, s.Session });
        modelBuilder.Entity<ConflictRow>().ToTable("conflicts").HasKey(c => new { c.Collection, c.Id, c.Conflict });
        modelBuilder.Entity<SecretRow>().ToTable("secrets").HasKey(s => s.Name);
        modelBuilder.Entity<EpochRow>().ToTable("epochs").HasKey(e => e.First);
        RoleRow.Map(modelBuilder);
        modelBuilder.NameColumnsInSnakeCase();
    }
}
