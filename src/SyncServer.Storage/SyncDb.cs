using Microsoft.EntityFrameworkCore;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage;

/// <summary>The tables, as EF Core sees them.</summary>
internal sealed class SyncDb(DbContextOptions<SyncDb> options) : DbContext(options)
{
    public DbSet<DocumentRow> Documents => Set<DocumentRow>();

    public DbSet<RevisionRow> Revisions => Set<RevisionRow>();

    public DbSet<PersonRow> People => Set<PersonRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

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
        modelBuilder.Entity<PersonRow>(person =>
        {
            person.ToTable("people").HasKey(p => p.Person);
            person.HasIndex(p => p.User).IsUnique();
        });
        modelBuilder.Entity<SecretRow>().ToTable("secrets").HasKey(s => s.Name);

        // Columns are named in the snake case that people write in SQL.
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
