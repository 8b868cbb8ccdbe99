using Microsoft.EntityFrameworkCore;
using SyncServer.Storage.Locking;
using SyncServer.Storage.Sqlite.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>The tables of SQLite, as EF Core sees them.</summary>
internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : DbContext(options)
{
    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    public DbSet<ShadowRow> Shadows => Set<ShadowRow>();

    public DbSet<PersonRow> People => Set<PersonRow>();

    public DbSet<ConflictRow> Conflicts => Set<ConflictRow>();
    public DbSet<LockRow> Locks => Set<LockRow>();

    public DbSet<FenceRow> Fences => Set<FenceRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    public DbSet<RoleRow> Roles => Set<RoleRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<DocumentRow>(document =>
        {
            document.ToTable("documents").HasKey(d => d.Doc);
            document.HasIndex(d => new { d.Collection, d.Id }).IsUnique();
        });
        modelBuilder.Entity<RevisionRow>(revision =>
        {
            revision.ToTable("revisions").HasKey(r => r.Position);
            revision.HasIndex(r => new { r.Doc, r.Version }).IsUnique();
        });
        modelBuilder.Entity<ReceiptRow>().ToTable("receipts").HasKey(r => new { r.Doc, r.Session, r.Sequence });
        modelBuilder.Entity<ShadowRow>().ToTable("shadows").HasKey(s => new { s.Doc, s.Session });
        modelBuilder.Entity<PersonRow>(person =>
        {
            person.ToTable("people").HasKey(p => p.Person);
            person.HasIndex(p => new { p.User, p.Name }).IsUnique();
        });
        modelBuilder.Entity<ConflictRow>().ToTable("conflicts").HasKey(c => new { c.Doc, c.Conflict });
        modelBuilder.Entity<LockRow>().ToTable("locks").HasKey(l => new { l.Collection, l.Id, l.Fence });
        modelBuilder.Entity<FenceRow>().ToTable("lock_fences").HasKey(f => new { f.Collection, f.Id });
        modelBuilder.Entity<SecretRow>().ToTable("secrets").HasKey(s => s.Name);
        modelBuilder.Entity<EpochRow>().ToTable("epochs").HasKey(e => e.First);
        RoleRow.Map(modelBuilder);
        modelBuilder.NameColumnsInSnakeCase();
    }
}
