using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// The log of changes. One writer numbers the versions in the order of its commits, so the place of every committed version is final.
/// </summary>
internal sealed class SqliteChangeFeed(SqliteQueries queries, ChangeCursor start) : IChangeFeed
{
    /// <inheritdoc/>
    public bool HasOtherWriters => false;

    /// <inheritdoc/>
    public ChangeCursor Start => start;

    /// <inheritdoc/>
    public Task<ChangeCursor> EndAsync(CancellationToken cancellation = default) => queries.RunAsync(async (db, _) =>
        await db.Revisions.OrderByDescending(r => r.Position)
            .Select(r => new ChangeCursor(db.Epochs.Where(e => e.First <= r.Position).OrderByDescending(e => e.First).Select(e => e.Id).First(), r.Position))
            .FirstOrDefaultAsync(cancellation) is { Epoch: not null } end ? end : start);

    /// <inheritdoc/>
    public async Task<ChangeCursor?> FindAsync(string text) =>
        ChangeCursor.TryParse(text, out var cursor) && await queries.RunAsync((db, stop) => db.ContainsAsync(cursor, stop)) ? cursor : null;

    /// <inheritdoc/>
    public async Task<ChangePage?> ReadAsync(ChangeCursor after, int limit)
    {
        // The cursor is still valid: a backup cannot be restored while this process has the file open.
        var rows = await queries.RunAsync((db, stop) => db.Revisions.Where(r => r.Position > after.Position).OrderBy(r => r.Position).Take(limit)
            .Join(db.Documents, r => r.Doc, d => d.Doc, (r, d) => new { r, d })
            .Join(db.People, x => x.r.SavedBy, p => p.Person, (x, p) => new
            {
                x.r.Position, x.d.Collection, x.d.Id, x.r.Version, x.r.Nonce, x.r.Deleted, x.r.SavedAt, p.User, p.Name, x.r.Session,
                Epoch = db.Epochs.Where(e => e.First <= x.r.Position).OrderByDescending(e => e.First).Select(e => e.Id).First(),
            })
            .OrderBy(x => x.Position)
            .ToListAsync(stop));
        return ChangePage.After(after, rows.ConvertAll(row => new Change(
            new ChangeCursor(row.Epoch, row.Position), new DocumentKey(row.Collection, row.Id), new ETag(row.Version, (ulong)row.Nonce),
            row.Deleted, row.SavedAt, new Person(row.User, row.Name),
            row.Session is null ? null : SessionKey.FromBytes(row.Session))));
    }
}
