using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Reads committed versions. Other nodes write too, so a cached head is used only while it is young. The bytes of a version never change.
/// </summary>
internal sealed class PostgresDocumentReader(PostgresQueries queries, HeadCache heads, HeadLookups lookups) : IDocumentReader
{
    /// <inheritdoc/>
    public async ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0)
    {
        if (heads.TryGet(key, out var young) && young.Head.Version >= atLeast && heads.IsYoung(young))
        {
            return young.Head;
        }

        return await lookups.FindAsync(key);
    }

    /// <inheritdoc/>
    public async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version)
    {
        if (heads.TryGet(key, out var hot) && hot.Head.Version == version && hot.HasContent)
        {
            return (hot.Head.Newest, hot.Content);
        }

        // One statement, so that the version and its chain are read from one snapshot, whatever is thinned meanwhile.
        var found = await queries.RunAsync((db, cancellation) => db.Revisions.AsNoTracking()
            .Where(r => r.Collection == key.Collection && r.Id == key.Id && r.Version == version)
            .Select(r => new
            {
                Row = r,
                Chain = db.Payloads
                    .Where(p => p.Collection == r.Collection && p.Id == r.Id && p.Version >= r.Snapshot && p.Version <= r.Version)
                    .OrderBy(p => p.Version)
                    .Select(p => new Payload(p.Prefix, p.Suffix, p.Payload))
                    .ToList(),
            })
            .SingleOrDefaultAsync(cancellation));
        if (found is null)
        {
            return null;
        }

        var revision = found.Row.ToRevision();
        var content = revision.Deleted ? null : new Content(revision.ContentType, Payload.ApplyAll(found.Chain));
        if (heads.TryGet(key, out var newest) && newest.Head.ETag == revision.ETag)
        {
            heads.Put(key, newest with { Content = content });
        }

        return (revision, content);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null)
    {
        var rows = await queries.RunAsync((db, cancellation) => (readableBy is null ? db.Documents : db.Roles
                .Where(r => r.UserId == readableBy && r.Collection == collection && string.Compare(r.Id, after ?? "") > 0)
                .Join(db.Documents, r => new { r.Collection, r.Id }, d => new { d.Collection, d.Id }, (_, d) => d))
            .AsNoTracking()
            .Where(d => d.Collection == collection && string.Compare(d.Id, after ?? "") > 0 && !d.Deleted)
            .OrderBy(d => d.Id)
            .Take(limit)
            .ToListAsync(cancellation));
        return rows.ConvertAll(row => (row.Id, (DocumentInfo)row.ToHead()));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Revision>?> RevisionsAsync(DocumentKey key, long? before, int limit)
    {
        var rows = await queries.RunAsync((db, cancellation) => db.Revisions.AsNoTracking()
            .Where(r => r.Collection == key.Collection && r.Id == key.Id && r.Version < (before ?? long.MaxValue))
            .OrderByDescending(r => r.Version)
            .Take(limit)
            .ToListAsync(cancellation));
        return rows.Count > 0 || await NewestAsync(key) is not null ? rows.ConvertAll(row => row.ToRevision()) : null;
    }
}
