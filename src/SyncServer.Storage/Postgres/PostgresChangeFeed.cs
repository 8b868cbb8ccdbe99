using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The log of changes, ordered by position. A version takes its position from a sequence while its document's row is locked, so the positions of a document's
/// versions rise. Batches do not commit in the order of their positions, so a missing position may still be committed. Changes after it are returned only
/// when it was committed, or when <see cref="PositionsInFlight"/> shows that it never will be.
/// </summary>
internal sealed class PostgresChangeFeed(
    PostgresQueries queries, PositionsInFlight positions, ChangeCursor start, TimeProvider time) : IChangeFeed
{
    private readonly Lock _lock = new();
    private (ChangeCursor Cursor, long ReadAt) _end = (start, time.GetTimestamp());

    /// <inheritdoc/>
    public bool HasOtherWriters => true;

    /// <inheritdoc/>
    public ChangeCursor Start => start;

    /// <inheritdoc/>
    public async Task<ChangeCursor> EndAsync(CancellationToken cancellation = default)
    {
        var end = await NewestAsync(long.MaxValue);
        if (!await positions.WaitAsync(end.Newest, end.Cursor.Position, cancellation))
        {
            // A transaction is in flight for long: continue with the last watermark.
            var watermark = positions.Watermark;
            end = await NewestAsync(watermark.UpTo);
            if (!string.Equals(watermark.Epoch, end.Newest, StringComparison.Ordinal))
            {
                throw new StoreUnavailableException("A transaction that was open when this node started blocks the log of changes.");
            }
        }

        long readAt;
        lock (_lock)
        {
            _end = _end.Cursor == end.Cursor ? _end : (end.Cursor, time.GetTimestamp());
            readAt = _end.ReadAt;
        }

        // Reads may return cached versions up to this age. A client that reads a document earlier and follows the log from here could miss a change between.
        var left = IDocumentReader.MaxStale - time.GetElapsedTime(readAt);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellation);
        }

        return end.Cursor;
    }

    /// <inheritdoc/>
    public async Task<ChangeCursor?> FindAsync(string text) =>
        ChangeCursor.TryParse(text, out var cursor) && await queries.RunAsync((db, stop) => db.ContainsAsync(cursor, stop)) ? cursor : null;

    /// <inheritdoc/>
    public async Task<ChangePage?> ReadAsync(ChangeCursor after, int limit)
    {
        while (true)
        {
            // Read before the query, which may not see transactions that end while it runs.
            var watermark = positions.Watermark;
            if (await QueryAsync(after, limit) is not var (newest, changes))
            {
                return null;
            }

            var certain = CountCertain(changes, after.Position, newest, watermark);
            if (certain > 0 || changes.Count == 0 || !await positions.WaitAsync(newest, changes[0].Cursor.Position - 1))
            {
                return ChangePage.After(after, [.. changes.Take(certain)]);
            }
        }
    }

    /// <summary>The number of changes whose place is final.</summary>
    private static int CountCertain(IReadOnlyList<Change> changes, long after, string newest, PositionWatermark watermark)
    {
        var certain = 0;
        foreach (var change in changes)
        {
            var position = change.Cursor.Position;
            if (position > after + 1 && !watermark.Includes(newest, position - 1))
            {
                break;
            }

            after = position;
            certain++;
        }

        return certain;
    }

    /// <summary>The newest change up to a position, and the newest epoch.</summary>
    private async Task<(string Newest, ChangeCursor Cursor)> NewestAsync(long upTo)
    {
        var found = await queries.RunAsync((db, stop) => db.Epochs.OrderByDescending(e => e.First).Take(1)
            .Select(newest => new
            {
                newest.Id,
                Change = db.Revisions.Where(r => r.Position <= upTo).OrderByDescending(r => r.Position)
                    .Select(r => new { r.Position, Epoch = db.Epochs.Where(e => e.First <= r.Position).OrderByDescending(e => e.First).First().Id })
                    .FirstOrDefault(),
            })
            .SingleAsync(stop));
        return (found.Id, found.Change is { } change ? new ChangeCursor(change.Epoch, change.Position) : start);
    }

    /// <summary>The next changes, whether their place is final or not, and the newest epoch; null if the cursor was lost. One statement, so that it reads one snapshot.</summary>
    private async Task<(string Newest, IReadOnlyList<Change> Changes)?> QueryAsync(ChangeCursor after, int limit)
    {
        var found = await queries.RunAsync((db, stop) => db.Epochs.Where(e => e.First <= after.Position).OrderByDescending(e => e.First).Take(1)
            .Where(e => e.Id == after.Epoch)
            .Select(_ => new
            {
                Newest = db.Epochs.OrderByDescending(e => e.First).First().Id,
                Rows = db.Revisions.Where(r => r.Position > after.Position).OrderBy(r => r.Position).Take(limit)
                    .Select(r => new
                    {
                        r.Position, r.Collection, r.Id, r.Version, r.Nonce, r.Deleted, r.SavedAt, r.SavedBy, r.SavedByName, r.Session,
                        Epoch = db.Epochs.Where(e => e.First <= r.Position).OrderByDescending(e => e.First).First().Id,
                    })
                    .ToList(),
            })
            .SingleOrDefaultAsync(stop));
        return found is null ? null : (found.Newest, found.Rows.ConvertAll(row => new Change(
            new ChangeCursor(row.Epoch, row.Position), new DocumentKey(row.Collection, row.Id), new ETag(row.Version, (ulong)row.Nonce),
            row.Deleted, row.SavedAt, new Person(row.SavedBy, row.SavedByName), row.Session is null ? null : SessionKey.FromBytes(row.Session))));
    }
}
