using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Sqlite.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>Reads committed versions from the writer's cache, or else from the database.</summary>
internal sealed class SqliteDocumentReader(IDbContextFactory<SqliteDb> databases, DocumentCache<StoredDocument> cache) : IDocumentReader
{
    /// <inheritdoc/>
    public async ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0)
    {
        // This process is the only writer, so the cache is up to date, except just after a commit.
        if (cache.TryGet(key, out var hot) && hot.Head.Version >= atLeast)
        {
            return hot.Head;
        }

        await using var db = await databases.CreateDbContextAsync();
        var document = await db.DocumentOf(key).AsNoTracking().SingleOrDefaultAsync();
        if (document is null)
        {
            return null;
        }

        var newest = await db.Revisions.AsNoTracking().Where(r => r.Doc == document.Doc).OrderByDescending(r => r.Version).FirstAsync();
        return HeadOf(document, newest, await PeopleAsync(db, [document.CreatedBy, newest.SavedBy]));
    }

    /// <inheritdoc/>
    public async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version)
    {
        if (cache.TryGet(key, out var hot) && hot.Head.Version == version)
        {
            return (hot.Head.Newest, hot.Content);
        }

        await using var db = await databases.CreateDbContextAsync();
        var document = await db.DocumentOf(key).AsNoTracking().SingleOrDefaultAsync();
        var row = document is null ? null
            : await db.Revisions.AsNoTracking().SingleOrDefaultAsync(r => r.Doc == document.Doc && r.Version == version);
        if (row is null)
        {
            return null;
        }

        var revision = row.ToRevision((await PeopleAsync(db, [row.SavedBy])).Values.Single());
        return row.Deleted ? (revision, null) : await ContentAsync(db, row) is { } content ? (revision, content) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null)
    {
        await using var db = await databases.CreateDbContextAsync();
        var documents = readableBy is null ? db.Documents : db.Roles
            .Where(r => r.UserId == readableBy && r.Collection == collection && string.Compare(r.Id, after ?? "") > 0)
            .Join(db.Documents, r => new { r.Collection, r.Id }, d => new { d.Collection, d.Id }, (_, d) => d);
        // One statement, so that each document and its newest version are read from one snapshot.
        var rows = await documents.AsNoTracking()
            .Where(d => d.Collection == collection && string.Compare(d.Id, after ?? "") > 0)
            .Join(db.Revisions, d => d.Doc, r => r.Doc, (d, r) => new { Document = d, Newest = r })
            .Where(x => x.Newest.Version == db.Revisions.Where(r => r.Doc == x.Document.Doc).Max(r => r.Version) && !x.Newest.Deleted)
            .OrderBy(x => x.Document.Id)
            .Take(limit)
            .ToListAsync();
        var people = await PeopleAsync(db, [.. rows.Select(x => x.Document.CreatedBy), .. rows.Select(x => x.Newest.SavedBy)]);
        return rows.ConvertAll(x => (x.Document.Id, (DocumentInfo)HeadOf(x.Document, x.Newest, people)));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Revision>?> RevisionsAsync(DocumentKey key, long? before, int limit)
    {
        await using var db = await databases.CreateDbContextAsync();
        var document = await db.DocumentOf(key).AsNoTracking().SingleOrDefaultAsync();
        if (document is null)
        {
            return null;
        }

        var rows = await db.Revisions.AsNoTracking()
            .Where(r => r.Doc == document.Doc && r.Version < (before ?? long.MaxValue))
            .OrderByDescending(r => r.Version)
            .Take(limit)
            .ToListAsync();
        var people = await PeopleAsync(db, rows.ConvertAll(r => r.SavedBy));
        return rows.ConvertAll(r => r.ToRevision(people[r.SavedBy]));
    }

    // Null if the version was thinned after its row was read. The chain is read in one statement, so it never sees a half-done thinning.
    private static async Task<Content?> ContentAsync(SqliteDb db, SqliteRevisionRow row)
    {
        var chain = await db.Payloads.AsNoTracking()
            .Where(p => p.Doc == row.Doc && p.Version >= row.Snapshot && p.Version <= row.Version)
            .OrderBy(p => p.Version)
            .ToListAsync();
        return chain.LastOrDefault()?.Version != row.Version ? null
            : new Content(row.ContentType, Payload.ApplyAll(chain.Select(p => new Payload(p.Prefix, p.Suffix, p.Payload))));
    }

    private static async Task<Dictionary<long, Person>> PeopleAsync(SqliteDb db, IReadOnlyCollection<long> numbers) =>
        await db.People.Where(p => numbers.Contains(p.Person)).ToDictionaryAsync(p => p.Person, p => new Person(p.User, p.Name));

    private static Head HeadOf(SqliteDocumentRow document, SqliteRevisionRow newest, Dictionary<long, Person> people) => new()
    {
        Newest = newest.ToRevision(people[newest.SavedBy]),
        CreatedAt = document.CreatedAt,
        CreatedBy = people[document.CreatedBy],
        Run = new Run(newest.RunBase, newest.RunHighest, newest.SavedAt),
        CreatedVersion = document.CreatedVersion,
    };
}
