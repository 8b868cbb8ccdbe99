using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres.Rows;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>The tables of PostgreSQL. Every key of a document's data begins with (collection, id), so that the tables can be sharded by it.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : StoreDb(options)
{
    private const string Positions = "revisions_position_seq";

    public DbSet<PostgresDocumentRow> Documents => Set<PostgresDocumentRow>();

    public DbSet<PostgresRevisionRow> Revisions => Set<PostgresRevisionRow>();

    public DbSet<PostgresPayloadRow> Payloads => Set<PostgresPayloadRow>();

    public override IQueryable<RevisionRow> AllRevisions => Revisions;

    public override IQueryable<string> CreatorOf(DocumentKey key) =>
        Documents.Where(d => d.Collection == key.Collection && d.Id == key.Id).Select(d => d.CreatedBy);

    public override IQueryable<ConflictRow> ConflictsOf(DocumentKey key) =>
        Set<PostgresConflictRow>().Where(c => c.Collection == key.Collection && c.Id == key.Id);

    public override IQueryable<ForcedVersion> ForcedVersionsOf(DocumentKey key) => Revisions
        .Where(r => r.Collection == key.Collection && r.Id == key.Id && r.Outcome == (short)SaveOutcome.Forced)
        .Select(r => new ForcedVersion { Version = r.Version, SavedAt = r.SavedAt, By = r.SavedBy, ByName = r.SavedByName, Session = r.Session });

    public override IQueryable<AuthoredVersion> VersionsOf(string user) => Revisions.Where(r => r.SavedBy == user)
        .Select(r => new AuthoredVersion { Position = r.Position, Collection = r.Collection, Id = r.Id, Version = r.Version });

    public override Task LockAccessAsync(DocumentKey key, CancellationToken cancellation) =>
        // The list may have no row yet, so the document's row is locked.
        Database.ExecuteSqlAsync($"SELECT id FROM documents WHERE collection = {key.Collection} AND id = {key.Id} FOR UPDATE", cancellation);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // Rows that are updated often leave room on their page, so that an update changes no index.
        modelBuilder.Entity<PostgresDocumentRow>(document =>
        {
            document.ToTable("documents").HasStorageParameter("fillfactor", 50).HasKey(d => new { d.Collection, d.Id });
            // For the bytes of a user's documents.
            document.HasIndex(d => d.CreatedBy);
        });
        modelBuilder.Entity<PostgresRevisionRow>(revision =>
        {
            revision.ToTable("revisions").HasKey(r => new { r.Collection, r.Id, r.Version });
            revision.HasIndex(r => r.Position).IsUnique();
            // Only forced versions are in this index.
            revision.HasIndex(r => new { r.Collection, r.Id, r.Version }, "revisions_forced").HasFilter($"outcome = {(int)SaveOutcome.Forced}");
            revision.Property(r => r.Position).HasDefaultValueSql($"nextval('{Positions}')");
            // dotnet ef does not write IsRequiredDependent to the snapshot: add it there by hand, or the columns become nullable.
            revision.HasOne<PostgresPayloadRow>().WithOne().HasForeignKey<PostgresPayloadRow>(p => new { p.Collection, p.Id, p.Version }).Metadata.IsRequiredDependent = true;
        });
        modelBuilder.Entity<PostgresPayloadRow>().ToTable("revisions").HasKey(p => new { p.Collection, p.Id, p.Version });
        // A version takes its position while its document's row is locked, so the positions of a document's versions rise. A sequence with a cache for
        // each connection would break that; the default is no cache.
        modelBuilder.HasSequence<long>(Positions);
        modelBuilder.Entity<PostgresSessionRow>().ToTable("sessions").HasStorageParameter("fillfactor", 70).HasKey(s => new { s.Collection, s.Id, s.Session });
        modelBuilder.Entity<PostgresConflictRow>(conflict =>
        {
            conflict.ToTable("conflicts").HasStorageParameter("fillfactor", 70).HasKey(c => new { c.Collection, c.Id, c.Conflict });
            conflict.HasIndex(c => new { c.Collection, c.Id, c.At, c.Conflict });
        });
        modelBuilder.Entity<LockRow>().HasStorageParameter("fillfactor", 50);
        modelBuilder.Entity<ThinningRow>().ToTable("thinning").HasKey(t => new { t.Collection, t.Id });
        modelBuilder.Entity<EpochRow>(epoch =>
        {
            // See PostgresEpochs.
            epoch.Property<long>("Taken");
            epoch.Property<DateTimeOffset>("Server");
            epoch.Property<uint>("Writer").HasColumnType("xid");
        });
        base.OnModelCreating(modelBuilder);
        // Keys are compared and ordered by their bytes.
        foreach (var key in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()).Where(p => p.IsKey() && p.ClrType == typeof(string)))
        {
            key.SetCollation("C");
        }
    }
}
