using System.Text;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Storage.Archive;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage;

/// <summary>
/// The tables of a store. This class maps the tables that are the same on both databases. A derived class maps the others, then calls
/// <see cref="OnModelCreating"/> of this one, which names the columns.
/// </summary>
internal abstract class StoreDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<RoleRow> Roles => Set<RoleRow>();

    public DbSet<LockRow> Locks => Set<LockRow>();

    public DbSet<FenceRow> Fences => Set<FenceRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    /// <summary>The user who created a document; none if it does not exist.</summary>
    public abstract IQueryable<string> CreatorOf(DocumentKey key);

    /// <summary>The conflicts on record of a document.</summary>
    public abstract IQueryable<ConflictRow> ConflictsOf(DocumentKey key);

    /// <summary>The forced versions of a document.</summary>
    public abstract IQueryable<ForcedVersion> ForcedVersionsOf(DocumentKey key);

    /// <summary>The versions of all documents.</summary>
    public abstract IQueryable<RevisionRow> AllRevisions { get; }

    /// <summary>The versions that a user wrote.</summary>
    public abstract IQueryable<AuthoredVersion> VersionsOf(string user);

    /// <summary>Whether there is a version after a position.</summary>
    public Task<bool> HasPositionAfterAsync(long position, CancellationToken cancellation) => AllRevisions.AnyAsync(r => r.Position > position, cancellation);

    /// <summary>Locks a document's access list until the end of the transaction.</summary>
    public abstract Task LockAccessAsync(DocumentKey key, CancellationToken cancellation);

    /// <summary>The cursor before the first change.</summary>
    public ChangeCursor ReadStart() => new(Epochs.Single(e => e.First == 0).Id, 0);

    /// <summary>
    /// Whether a cursor is of this log. The change before it may have been thinned away since. The newest change of all is a head, which is always kept.
    /// </summary>
    public Task<bool> ContainsAsync(ChangeCursor cursor, CancellationToken cancellation) => Epochs.Where(e => e.First <= cursor.Position).OrderByDescending(e => e.First).Take(1)
        .AnyAsync(e => e.Id == cursor.Epoch && (cursor.Position == 0 || AllRevisions.Any(r => r.Position >= cursor.Position)), cancellation);

    /// <summary>Refuses a database into which an import or a copy was begun.</summary>
    /// <exception cref="UnfinishedImportException">The import is not complete.</exception>
    public void EnsureImported()
    {
        if (Secrets.Any(s => s.Name == ImportProgress.Name))
        {
            throw new UnfinishedImportException("An import or a copy into the database of ConnectionStrings:Documents is not complete. Repeat the command: it continues.");
        }
    }

    /// <summary>Refuses a database on which no server may start: an import into it is not complete, or it was copied to another one.</summary>
    /// <exception cref="UnfinishedImportException">The import is not complete.</exception>
    /// <exception cref="CopiedDatabaseException">It was copied.</exception>
    public void EnsureInUse()
    {
        EnsureImported();
        if (Secrets.AsNoTracking().SingleOrDefault(s => s.Name == ImportProgress.CopiedTo) is { } mark)
        {
            throw new CopiedDatabaseException(
                $"The database of ConnectionStrings:Documents was copied to {Encoding.UTF8.GetString(mark.Value)}. Run the server on that one. The command reopen makes this one usable again.");
        }
    }

    /// <summary>Reads a secret. The first call stores it.</summary>
    public byte[] ReadSecret(string name, byte[] initial)
    {
        Database.ExecuteSql($"INSERT INTO secrets (name, value) VALUES ({name}, {initial}) ON CONFLICT (name) DO NOTHING");
        return Secrets.AsNoTracking().Single(s => s.Name == name).Value;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LockRow>().ToTable("locks").HasKey(l => new { l.Collection, l.Id, l.Fence });
        modelBuilder.Entity<FenceRow>().ToTable("lock_fences").HasKey(f => new { f.Collection, f.Id });
        modelBuilder.Entity<SecretRow>().ToTable("secrets").HasKey(s => s.Name);
        modelBuilder.Entity<EpochRow>(epoch =>
        {
            epoch.ToTable("epochs").HasKey(e => e.First);
            epoch.Property(e => e.First).ValueGeneratedNever();
            epoch.Property(e => e.Id).IsRequired();
        });
        modelBuilder.Entity<RoleRow>(role =>
        {
            role.ToTable("roles").HasKey(r => new { r.Collection, r.Id, r.UserId });
            role.HasIndex(r => new { r.UserId, r.Collection, r.Id });
        });
        modelBuilder.Entity<AccountRow>(account =>
        {
            account.ToTable("accounts").HasKey(a => a.Id);
            account.HasIndex(a => a.NormalizedUserName).IsUnique();
            account.HasIndex(a => a.NormalizedEmail).IsUnique();
        });
        modelBuilder.Entity<RefreshRow>(refresh =>
        {
            refresh.ToTable("refreshes").HasKey(r => r.Family);
            refresh.HasIndex(r => r.ExpiresAt);
        });
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()))
        {
            property.SetColumnName(SnakeCaseOf(property.Name));
        }
    }

    private static string SnakeCaseOf(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}

/// <summary>A version that a forced save wrote.</summary>
internal sealed class ForcedVersion
{
    public long Version { get; init; }

    public DateTimeOffset SavedAt { get; init; }

    public required string By { get; init; }

    public required string ByName { get; init; }

    public byte[]? Session { get; init; }
}
