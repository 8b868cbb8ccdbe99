using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Saving;
using SyncServer.Storage.Locking;
using SyncServer.Storage.Postgres.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>The tables of PostgreSQL, as EF Core sees them. Every key begins with (collection, id), so that they can be sharded by it.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : DbContext(options)
{
    private const string Positions = "revisions_position_seq";

    public DbSet<HeadRow> Documents => Set<HeadRow>();

    public DbSet<VersionRow> Revisions => Set<VersionRow>();

    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    public DbSet<RoleRow> Roles => Set<RoleRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // Rows that are updated again and again leave room on their page, so that no index is touched.
        modelBuilder.Entity<HeadRow>().ToTable("documents").HasStorageParameter("fillfactor", 50).HasKey(d => new { d.Collection, d.Id });
        modelBuilder.Entity<VersionRow>(revision =>
        {
            revision.ToTable("revisions").HasKey(r => new { r.Collection, r.Id, r.Version });
            revision.HasIndex(r => r.Position).IsUnique();
            // Overrides are versions like any other: they are found by an index that only they are in.
            revision.HasIndex(r => new { r.Collection, r.Id, r.Version }, "revisions_forced").HasFilter($"outcome = {(int)SaveOutcome.Forced}");
            revision.Property(r => r.Position).HasDefaultValueSql($"nextval('{Positions}')");
        });
        // A version takes its number while its document's row is held, so that each document's versions rise. A cache of numbers for each connection
        // would break that; by default there is none.
        modelBuilder.HasSequence<long>(Positions);
        modelBuilder.Entity<SessionRow>().ToTable("sessions").HasStorageParameter("fillfactor", 70).HasKey(s => new { s.Collection, s.Id, s.Session });
        modelBuilder.Entity<ConflictRow>(conflict =>
        {
            conflict.ToTable("conflicts").HasStorageParameter("fillfactor", 70).HasKey(c => new { c.Collection, c.Id, c.Conflict });
            conflict.HasIndex(c => new { c.Collection, c.Id, c.At, c.Conflict });
        });
        modelBuilder.Entity<LockRow>().ToTable("locks").HasStorageParameter("fillfactor", 50).HasKey(l => new { l.Collection, l.Id, l.Fence });
        modelBuilder.Entity<FenceRow>().ToTable("lock_fences").HasKey(f => new { f.Collection, f.Id });
        modelBuilder.Entity<ThinningRow>().ToTable("thinning").HasKey(t => new { t.Collection, t.Id });
        modelBuilder.Entity<SecretRow>().ToTable("secrets").HasKey(s => s.Name);
        modelBuilder.Entity<EpochRow>(epoch =>
        {
            EpochRow.Map(epoch);
            // The marks that no copy of the row can have: see PostgresEpochs.
            epoch.Property<long>("Taken");
            epoch.Property<DateTimeOffset>("Server");
            epoch.Property<uint>("Writer").HasColumnType("xid");
        });
        RoleRow.Map(modelBuilder);
        AccountRow.Map(modelBuilder);
        RefreshRow.Map(modelBuilder);
        modelBuilder.NameColumnsInSnakeCase();
        // Keys are compared and ordered by their bytes.
        foreach (var key in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()).Where(p => p.IsKey() && p.ClrType == typeof(string)))
        {
            key.SetCollation("C");
        }
    }
}
