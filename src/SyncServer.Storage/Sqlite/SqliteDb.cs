using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Saving;
using SyncServer.Storage.Locking;
using SyncServer.Storage.Sqlite.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>The tables of SQLite, as EF Core sees them.</summary>
internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : DbContext(options)
{
    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<PersonRow> People => Set<PersonRow>();

    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();

    public DbSet<LockRow> Locks => Set<LockRow>();

    public DbSet<FenceRow> Fences => Set<FenceRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    public DbSet<RoleRow> Roles => Set<RoleRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // SQLite itself numbers the rows of an integer key. EF Core would add AUTOINCREMENT, which makes every insert write a second table.
        modelBuilder.Entity<DocumentRow>(document =>
        {
            document.ToTable("documents").HasKey(d => d.Doc);
            document.Property(d => d.Doc).ValueGeneratedNever();
            document.HasIndex(d => new { d.Collection, d.Id }).IsUnique();
        });
        modelBuilder.Entity<RevisionRow>(revision =>
        {
            revision.ToTable("revisions").HasKey(r => r.Position);
            revision.Property(r => r.Position).ValueGeneratedNever();
            revision.HasIndex(r => new { r.Doc, r.Version }).IsUnique();
            // Overrides are versions like any other: they are found by an index that only they are in.
            revision.HasIndex(r => new { r.Doc, r.Version }, "revisions_forced").HasFilter($"outcome = {(int)SaveOutcome.Forced}");
        });
        modelBuilder.Entity<SessionRow>().ToTable("sessions").HasKey(s => new { s.Doc, s.Session });
        modelBuilder.Entity<PersonRow>(person =>
        {
            person.ToTable("people").HasKey(p => p.Person);
            person.Property(p => p.Person).ValueGeneratedNever();
            person.HasIndex(p => new { p.User, p.Name }).IsUnique();
        });
        modelBuilder.Entity<ConflictRow>(conflict =>
        {
            conflict.ToTable("conflicts").HasKey(c => new { c.Doc, c.Conflict });
            conflict.HasIndex(c => new { c.Doc, c.At, c.Conflict });
        });
        modelBuilder.Entity<LockRow>().ToTable("locks").HasKey(l => new { l.Collection, l.Id, l.Fence });
        modelBuilder.Entity<FenceRow>().ToTable("lock_fences").HasKey(f => new { f.Collection, f.Id });
        modelBuilder.Entity<SecretRow>().ToTable("secrets").HasKey(s => s.Name);
        modelBuilder.Entity<ThinningRow>().ToTable("thinning").HasKey(t => new { t.Settings, t.Age });
        modelBuilder.Entity<EpochRow>(EpochRow.Map);
        RoleRow.Map(modelBuilder);
        AccountRow.Map(modelBuilder);
        RefreshRow.Map(modelBuilder);
        modelBuilder.NameColumnsInSnakeCase();
    }
}
