using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Rows;
using SyncServer.Storage.Sqlite.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>The tables of SQLite. Documents and authors have numbers, so that the rows and indexes of versions are small.</summary>
internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : StoreDb(options)
{
    // Times are stored in milliseconds since 1970 UTC.
    private static readonly ValueConverter<DateTimeOffset, long> Milliseconds = new(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    public DbSet<SqliteDocumentRow> Documents => Set<SqliteDocumentRow>();

    public DbSet<SqliteRevisionRow> Revisions => Set<SqliteRevisionRow>();

    public DbSet<SqlitePayloadRow> Payloads => Set<SqlitePayloadRow>();

    public DbSet<PersonRow> People => Set<PersonRow>();

    public override IQueryable<RevisionRow> AllRevisions => Revisions;

    public override IQueryable<string> CreatorOf(DocumentKey key) => DocumentOf(key).Join(People, d => d.CreatedBy, p => p.Person, (_, p) => p.User);

    public override IQueryable<ConflictRow> ConflictsOf(DocumentKey key) => DocumentOf(key).Join(Set<SqliteConflictRow>(), d => d.Doc, c => c.Doc, (_, c) => c);

    public override IQueryable<ForcedVersion> ForcedVersionsOf(DocumentKey key) => DocumentOf(key)
        .Join(Revisions.Where(r => r.Outcome == (short)SaveOutcome.Forced), d => d.Doc, r => r.Doc, (_, r) => r)
        .Join(People, r => r.SavedBy, p => p.Person, (r, p) => new ForcedVersion
        {
            Version = r.Version, SavedAt = r.SavedAt, By = p.User, ByName = p.Name, Session = r.Session,
        });

    public override IQueryable<AuthoredVersion> VersionsOf(string user) => Revisions
        .Where(r => People.Where(p => p.User == user).Select(p => p.Person).Contains(r.SavedBy))
        .Join(Documents, r => r.Doc, d => d.Doc, (r, d) => new AuthoredVersion { Position = r.Position, Collection = d.Collection, Id = d.Id, Version = r.Version });

    public override Task LockAccessAsync(DocumentKey key, CancellationToken cancellation) =>
        // A write transaction locks the whole database.
        Task.CompletedTask;

    /// <summary>A document; none if it does not exist.</summary>
    public IQueryable<SqliteDocumentRow> DocumentOf(DocumentKey key) => Documents.Where(d => d.Collection == key.Collection && d.Id == key.Id);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // SQLite itself numbers the rows of an integer key. EF Core would add AUTOINCREMENT, which makes every insert write a second table.
        modelBuilder.Entity<SqliteDocumentRow>(document =>
        {
            document.ToTable("documents").HasKey(d => d.Doc);
            document.Property(d => d.Doc).ValueGeneratedNever();
            document.Property(d => d.CreatedAt).HasConversion(Milliseconds);
            document.HasIndex(d => new { d.Collection, d.Id }).IsUnique();
            // For the bytes of a user's documents.
            document.HasIndex(d => d.CreatedBy);
        });
        modelBuilder.Entity<SqliteRevisionRow>(revision =>
        {
            revision.ToTable("revisions").HasKey(r => r.Position);
            revision.Property(r => r.Position).ValueGeneratedNever();
            revision.Property(r => r.SavedAt).HasConversion(Milliseconds);
            revision.HasIndex(r => new { r.Doc, r.Version }).IsUnique();
            // Only forced versions are in this index.
            revision.HasIndex(r => new { r.Doc, r.Version }, "revisions_forced").HasFilter($"outcome = {(int)SaveOutcome.Forced}");
            // dotnet ef does not write IsRequiredDependent to the snapshot: add it there by hand, or the columns become nullable.
            revision.HasOne<SqlitePayloadRow>().WithOne().HasForeignKey<SqlitePayloadRow>(p => p.Position).Metadata.IsRequiredDependent = true;
        });
        modelBuilder.Entity<SqlitePayloadRow>().ToTable("revisions").HasKey(p => p.Position);
        modelBuilder.Entity<SqliteSessionRow>(session =>
        {
            session.ToTable("sessions").HasKey(s => new { s.Doc, s.Session });
            session.Property(s => s.AcceptedAt).HasConversion(Milliseconds);
        });
        modelBuilder.Entity<PersonRow>(person =>
        {
            person.ToTable("people").HasKey(p => p.Person);
            person.Property(p => p.Person).ValueGeneratedNever();
            person.HasIndex(p => new { p.User, p.Name }).IsUnique();
        });
        modelBuilder.Entity<SqliteConflictRow>(conflict =>
        {
            conflict.ToTable("conflicts").HasKey(c => new { c.Doc, c.Conflict });
            conflict.HasIndex(c => new { c.Doc, c.At, c.Conflict });
            conflict.Property(c => c.At).HasConversion(Milliseconds);
            conflict.Property(c => c.SettledAt).HasConversion(Milliseconds);
        });
        modelBuilder.Entity<ThinningRow>().ToTable("thinning").HasKey(t => new { t.Settings, t.Age });
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<SqliteConflictRow>(conflict =>
        {
            conflict.Property(c => c.By).HasColumnName("user");
            conflict.Property(c => c.ByName).HasColumnName("name");
            conflict.Property(c => c.SettledBy).HasColumnName("settled_user");
            conflict.Property(c => c.SettledByName).HasColumnName("settled_name");
        });
    }
}
