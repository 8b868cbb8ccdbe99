using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace SyncServer.Load.Servers;

/// <summary>The textbook server's database: one row for each document.</summary>
internal sealed class TextbookContext(DbContextOptions<TextbookContext> options) : DbContext(options)
{
    public DbSet<TextbookDocument> Documents => Set<TextbookDocument>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<TextbookDocument>().HasKey(document => new { document.Collection, document.Id });
}

/// <summary>One document, its newest version only.</summary>
internal sealed class TextbookDocument
{
    [MaxLength(64)]
    public required string Collection { get; init; }

    [MaxLength(128)]
    public required string Id { get; init; }

    public required string Content { get; set; }

    public DateTimeOffset SavedAt { get; set; }

    [ConcurrencyCheck]
    public long Version { get; set; } = 1;
}
