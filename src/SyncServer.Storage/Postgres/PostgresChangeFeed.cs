using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Feed;
using SyncServer.Core.Ports;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The log as a list of changes, by the number that each version took from a sequence while its document's row was held: a document's next
/// version takes its number only after that one was committed, so each document's versions rise. Batches commit in another order than they took
/// their numbers, so a number that is missing may still come: what lies behind it is told only when it has come, or when
/// <see cref="NumbersUnderWay"/> says that it never will.
/// </summary>
internal sealed class PostgresChangeFeed(
    IDbContextFactory<PostgresDb> databases, PostgresCircuit circuit, NumbersUnderWay underWay, string history, TimeProvider time) : IChangeFeed
{
    // A reader that got nothing asks again, so this only spares it turns.
    private const int MostLooks = 20;

    // All subscribers may come back at once: saves always find a connection.
    private static readonly SemaphoreSlim Turns = new(3);

    private readonly Lock _lock = new();
    private (ChangeCursor Cursor, long SeenAt) _end = (ChangeCursor.StartOf(history), time.GetTimestamp());

    /// <inheritdoc/>
    public bool HasOtherWriters => true;

    /// <inheritdoc/>
    public ChangeCursor Start => ChangeCursor.StartOf(history);

    /// <inheritdoc/>
    public async Task<ChangeCursor> EndAsync(CancellationToken cancellation = default)
    {
        var newest = await QueryAsync((db, stop) => db.Revisions.OrderByDescending(r => r.Position)
            .Select(r => new { r.Position, r.Nonce }).FirstOrDefaultAsync(stop));
        var end = newest is null ? Start : new ChangeCursor(history, newest.Position, (ulong)newest.Nonce);
        await underWay.EndAsync(end.Position, cancellation);
        long seenAt;
        lock (_lock)
        {
            _end = _end.Cursor == end ? _end : (end, time.GetTimestamp());
            seenAt = _end.SeenAt;
        }

        // Reads may be answered from memory that is so old: until then, a reader who goes on from here could miss a change between the two.
        var left = IDocumentReader.MostStale - time.GetElapsedTime(seenAt);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellation);
        }

        return end;
    }

    /// <inheritdoc/>
    public async Task<ChangeCursor?> FindAsync(string text)
    {
        if (!ChangeCursor.TryParse(text, out var cursor) || !string.Equals(cursor.History, history, StringComparison.Ordinal))
        {
            return null;
        }

        // The version itself may be thinned away since; then later ones are there.
        var next = await QueryAsync((db, stop) => db.Revisions.Where(r => r.Position >= cursor.Position).OrderBy(r => r.Position)
            .Select(r => new { r.Position, r.Nonce }).FirstOrDefaultAsync(stop));
        return cursor == Start || (next is not null && (next.Position > cursor.Position || (ulong)next.Nonce == cursor.Nonce)) ? cursor : null;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Change>> ReadAsync(long after, int limit)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            // Before the query: what ends while it runs may be missing in it.
            var ended = underWay.Ended;
            var changes = await QueryAsync(after, limit);
            var sure = SureOf(changes, after, ended);
            if (sure > 0 || changes.Count == 0)
            {
                return sure == changes.Count ? changes : [.. changes.Take(sure)];
            }

            await underWay.LookAsync(changes[^1].Cursor.Position);
        }

        return [];
    }

    /// <summary>How many of the changes nothing can come in before any more.</summary>
    private static int SureOf(IReadOnlyList<Change> changes, long after, long ended)
    {
        var sure = 0;
        foreach (var change in changes)
        {
            var position = change.Cursor.Position;
            if (position > after + 1 && position - 1 > ended)
            {
                break;
            }

            after = position;
            sure++;
        }

        return sure;
    }

    private async Task<IReadOnlyList<Change>> QueryAsync(long after, int limit)
    {
        var rows = await QueryAsync((db, stop) => db.Revisions.Where(r => r.Position > after).OrderBy(r => r.Position).Take(limit)
            .Select(r => new { r.Position, r.Collection, r.Id, r.Version, r.Nonce, r.Deleted, r.SavedAt, r.SavedBy, r.SavedByName, r.Session })
            .ToListAsync(stop));
        return rows.ConvertAll(row => new Change(
            new ChangeCursor(history, row.Position, (ulong)row.Nonce), new DocumentKey(row.Collection, row.Id), new ETag(row.Version, (ulong)row.Nonce),
            row.Deleted, row.SavedAt, new Person(row.SavedBy, row.SavedByName), row.Session is null ? null : SessionKey.FromBytes(row.Session)));
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
