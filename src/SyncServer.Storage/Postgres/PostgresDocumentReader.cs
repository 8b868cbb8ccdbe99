using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Reads the committed log. Other nodes write too: memory answers for the database only while it is young, and versions, which never
/// change, as long as there is room.
/// </summary>
internal sealed class PostgresDocumentReader(
    IDbContextFactory<PostgresDb> databases, PostgresCircuit circuit, HeadCache seen, HeadLooks looks) : IDocumentReader
{
    // Everything but the payload.
    private static readonly Expression<Func<VersionRow, VersionRow>> Line = r => new VersionRow
    {
        Collection = r.Collection,
        Id = r.Id,
        Version = r.Version,
        Nonce = r.Nonce,
        SavedAt = r.SavedAt,
        SavedBy = r.SavedBy,
        SavedByName = r.SavedByName,
        Session = r.Session,
        Sequence = r.Sequence,
        Base = r.Base,
        Outcome = r.Outcome,
        Deleted = r.Deleted,
        ContentType = r.ContentType,
        Size = r.Size,
        IsFull = r.IsFull,
        IsSubmission = r.IsSubmission,
        Payload = Array.Empty<byte>(),
    };

    // Saves and looks always find a connection.
    private static readonly SemaphoreSlim Turns = new(PostgresStore.MaxConnections - 12);

    /// <inheritdoc/>
    public async ValueTask<Head?> NewestAsync(DocumentKey key, long atLeast = 0)
    {
        if (seen.TryGet(key, out var young) && young.Head.Version >= atLeast && seen.IsYoung(young))
        {
            return young.Head;
        }

        return await looks.LookAsync(key);
    }

    /// <inheritdoc/>
    public async Task<(Revision Revision, Content? Content)?> ReadAsync(DocumentKey key, long version)
    {
        if (seen.TryGet(key, out var hot) && hot.Head.Version == version && hot.HasContent)
        {
            return (hot.Head.Newest, hot.Content);
        }

        // One statement: the version and what its bytes take are seen at one moment, whatever is thinned away meanwhile.
        var found = await QueryAsync((db, cancellation) => db.Revisions
            .Where(r => r.Collection == key.Collection && r.Id == key.Id && r.Version == version)
            .Select(r => new
            {
                r.SavedAt, r.SavedBy, r.SavedByName, r.Nonce, r.Session, r.Sequence, r.Base, r.Outcome, r.Deleted, r.ContentType, r.Size,
                r.IsFull, r.IsSubmission,
                Splices = db.Revisions
                    .Where(s => s.Collection == r.Collection && s.Id == r.Id && s.Version >= r.Snapshot && s.Version <= r.Version)
                    .OrderBy(s => s.Version)
                    .Select(s => new { s.Prefix, s.Suffix, s.Payload })
                    .ToList(),
            })
            .SingleOrDefaultAsync(cancellation));
        if (found is null)
        {
            return null;
        }

        var revision = new VersionRow
        {
            Collection = key.Collection, Id = key.Id, Version = version, Nonce = found.Nonce, SavedAt = found.SavedAt, SavedBy = found.SavedBy,
            SavedByName = found.SavedByName, Session = found.Session, Sequence = found.Sequence, Base = found.Base, Outcome = found.Outcome,
            Deleted = found.Deleted, ContentType = found.ContentType, Size = found.Size, IsFull = found.IsFull,
            IsSubmission = found.IsSubmission, Payload = [],
        }.ToRevision();
        var content = found.Deleted ? null
            : new Content(found.ContentType, found.Splices.Aggregate(Array.Empty<byte>(), (bytes, s) => new Payload(s.Prefix, s.Suffix, s.Payload).Apply(bytes)));
        if (seen.TryGet(key, out var newest) && newest.Head.ETag == revision.ETag)
        {
            seen.Put(key, newest with { Content = content });
        }

        return (revision, content);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Id, DocumentInfo Info)>> ListAsync(string collection, string? after, int limit, string? readableBy = null)
    {
        var rows = await QueryAsync((db, cancellation) => (readableBy is null ? db.Documents : db.Roles
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
        var rows = await QueryAsync((db, cancellation) => db.Revisions
            .Where(r => r.Collection == key.Collection && r.Id == key.Id && r.Version < (before ?? long.MaxValue))
            .OrderByDescending(r => r.Version)
            .Take(limit)
            .Select(Line)
            .ToListAsync(cancellation));
        return rows.Count > 0 || await NewestAsync(key) is not null ? rows.ConvertAll(row => row.ToRevision()) : null;
    }

    private async Task<T> QueryAsync<T>(Func<PostgresDb, CancellationToken, Task<T>> query)
    {
        await Turns.WaitAsync();
        try
        {
            return await circuit.RunAsync(async cancellation =>
            {
                await using var db = await databases.CreateDbContextAsync(cancellation);
                return await query(db, cancellation);
            });
        }
        finally
        {
            Turns.Release();
        }
    }
}
