using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Sqlite.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>Reads the committed log: from the writer's cache where the document is hot, else from the database.</summary>
internal sealed class SqliteDocumentReader(IDbContextFactory<SqliteDb> databases, DocumentCache<StoredDocument> cache) : IDocumentReader
{
    // Everything but the payload.
    private static readonly Expression<Func<RevisionRow, RevisionRow>> Line = r => new RevisionRow
    {
        Doc = r.Doc,
        Version = r.Version,
        Nonce = r.Nonce,
        SavedAt = r.SavedAt,
        SavedBy = r.SavedBy,
        Session = r.Session,
        Sequence = r.Sequence,
        Base = r.Base,
        Outcome = r.Outcome,
        Deleted = r.Deleted,
        ContentType = r.ContentType,
        Size = r.Size,
        IsFull = r.IsFull,
        IsSubmission = r.IsSubmission,
        RunBase = r.RunBase,
        RunHighest = r.RunHighest,
        Snapshot = r.Snapshot,
        Payload = Array.Empty<byte>(),
    };

    /// <inheritdoc/>
    public async ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0)
    {
        // This process is the only writer: what its memory has is what is committed, but for a moment after the commit.
        if (cache.TryGet(key, out var hot) && hot.Head.Version >= atLeast)
        {
            return hot.Head;
        }

        await using var db = await databases.CreateDbContextAsync();
        var document = await Find(db, key);
        if (document is null)
        {
            return null;
        }

        var newest = await db.Revisions.Where(r => r.Doc == document.Doc).OrderByDescending(r => r.Version).Select(Line).FirstAsync();
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
        var document = await Find(db, key);
        var row = document is null ? null
            : await db.Revisions.Where(r => r.Doc == document.Doc && r.Version == version).Select(Line).SingleOrDefaultAsync();
        if (row is null)
        {
            return null;
        }

        var revision = RevisionOf(row, await PeopleAsync(db, [row.SavedBy]));
        return row.Deleted ? (revision, null) : await ContentAsync(db, row) is { } content ? (revision, content) : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null)
    {
        await using var db = await databases.CreateDbContextAsync();
        var documents = readableBy is null ? db.Documents : db.Roles
            .Where(r => r.UserId == readableBy && r.Collection == collection && string.Compare(r.Id, after ?? "") > 0)
            .Join(db.Documents, r => new { r.Collection, r.Id }, d => new { d.Collection, d.Id }, (_, d) => d);
        // One statement: each document and its newest version are seen at one moment, whatever is written or thinned away meanwhile.
        var rows = await documents
            .Where(d => d.Collection == collection && string.Compare(d.Id, after ?? "") > 0)
            .Join(db.Revisions.Select(Line), d => d.Doc, r => r.Doc, (d, r) => new { Document = d, Newest = r })
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
        var document = await Find(db, key);
        if (document is null)
        {
            return null;
        }

        var rows = await db.Revisions
            .Where(r => r.Doc == document.Doc && r.Version < (before ?? long.MaxValue))
            .OrderByDescending(r => r.Version)
            .Take(limit)
            .Select(Line)
            .ToListAsync();
        var people = await PeopleAsync(db, rows.ConvertAll(r => r.SavedBy));
        return rows.ConvertAll(r => RevisionOf(r, people));
    }

    private static Task<DocumentRow?> Find(SqliteDb db, DocumentKey key) =>
        db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Collection == key.Collection && d.Id == key.Id);

    // Null where the version was thinned away since its line was read. The chain itself is one statement: it sees no half-done thinning.
    private static async Task<Content?> ContentAsync(SqliteDb db, RevisionRow row)
    {
        var chain = await db.Revisions
            .Where(r => r.Doc == row.Doc && r.Version >= row.Snapshot && r.Version <= row.Version)
            .OrderBy(r => r.Version)
            .Select(r => new { r.Version, r.Prefix, r.Suffix, r.Payload })
            .ToListAsync();
        return chain.LastOrDefault()?.Version != row.Version ? null
            : new Content(row.ContentType, chain.Aggregate(Array.Empty<byte>(), (bytes, r) => new Payload(r.Prefix, r.Suffix, r.Payload).Apply(bytes)));
    }

    private static async Task<Dictionary<long, Person>> PeopleAsync(SqliteDb db, IReadOnlyCollection<long> numbers) =>
        await db.People.Where(p => numbers.Contains(p.Person)).ToDictionaryAsync(p => p.Person, p => new Person(p.User, p.Name));

    private static Head HeadOf(DocumentRow document, RevisionRow newest, Dictionary<long, Person> people) => new()
    {
        Newest = RevisionOf(newest, people),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(document.CreatedAt),
        CreatedBy = people[document.CreatedBy],
        Run = new Run(newest.RunBase, newest.RunHighest, DateTimeOffset.FromUnixTimeMilliseconds(newest.SavedAt)),
        CreatedVersion = document.CreatedVersion,
    };

    private static Revision RevisionOf(RevisionRow row, Dictionary<long, Person> people) => new()
    {
        ETag = new ETag(row.Version, (ulong)row.Nonce),
        SavedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.SavedAt),
        SavedBy = people[row.SavedBy],
        Session = row.Session is null ? null : SessionKey.FromBytes(row.Session),
        Sequence = row.Sequence,
        Base = row.Base,
        Outcome = (SaveOutcome)row.Outcome,
        ContentType = row.ContentType,
        Size = row.Size,
        Deleted = row.Deleted,
        IsFull = row.IsFull,
        IsSubmission = row.IsSubmission,
    };
}
