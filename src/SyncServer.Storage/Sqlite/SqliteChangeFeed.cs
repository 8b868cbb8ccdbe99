using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Feed;
using SyncServer.Core.Ports;

namespace SyncServer.Storage.Sqlite;

/// <summary>The log as a list of changes: one writer numbers the versions in the order of its commits.</summary>
internal sealed class SqliteChangeFeed(IDbContextFactory<SqliteDb> databases, string history) : IChangeFeed
{
    /// <inheritdoc/>
    public bool HasOtherWriters => false;

    /// <inheritdoc/>
    public ChangeCursor Start => ChangeCursor.StartOf(history);

    /// <inheritdoc/>
    public async Task<ChangeCursor> EndAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var newest = await db.Revisions.OrderByDescending(r => r.Position).Select(r => new { r.Position, r.Nonce }).FirstOrDefaultAsync(cancellation);
        return newest is null ? Start : new ChangeCursor(history, newest.Position, (ulong)newest.Nonce);
    }

    /// <inheritdoc/>
    public async Task<ChangeCursor?> FindAsync(string text)
    {
        if (!ChangeCursor.TryParse(text, out var cursor) || !string.Equals(cursor.History, history, StringComparison.Ordinal))
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync();
        // The version itself may be thinned away since; then later ones are there.
        var next = await db.Revisions.Where(r => r.Position >= cursor.Position).OrderBy(r => r.Position)
            .Select(r => new { r.Position, r.Nonce }).FirstOrDefaultAsync();
        return cursor == Start || (next is not null && (next.Position > cursor.Position || (ulong)next.Nonce == cursor.Nonce)) ? cursor : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Change>> ReadAsync(long after, int limit)
    {
        await using var db = await databases.CreateDbContextAsync();
        var rows = await db.Revisions.Where(r => r.Position > after).OrderBy(r => r.Position).Take(limit)
            .Join(db.Documents, r => r.Doc, d => d.Doc, (r, d) => new { r, d })
            .Join(db.People, x => x.r.SavedBy, p => p.Person, (x, p) => new
            {
                x.r.Position, x.d.Collection, x.d.Id, x.r.Version, x.r.Nonce, x.r.Deleted, x.r.SavedAt, p.User, p.Name, x.r.Session,
            })
            .OrderBy(x => x.Position)
            .ToListAsync();
        return rows.ConvertAll(row => new Change(
            new ChangeCursor(history, row.Position, (ulong)row.Nonce), new DocumentKey(row.Collection, row.Id), new ETag(row.Version, (ulong)row.Nonce),
            row.Deleted, DateTimeOffset.FromUnixTimeMilliseconds(row.SavedAt), new Person(row.User, row.Name),
            row.Session is null ? null : SessionKey.FromBytes(row.Session)));
    }
}
