using Npgsql;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Finds out which positions may still be committed. A transaction that takes a position from the sequence locks the sequence first, and holds that lock until
/// it has ended and its writes are visible. So once all transactions that held the lock at some time have released it, no position that was taken before that
/// time is in flight any more. Other transactions in the database do not matter.
/// </summary>
internal sealed class PositionsInFlight(NpgsqlDataSource database, PostgresCircuit circuit, TimeProvider time)
{
    private const int MaxQueries = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private Snapshot? _awaited;
    private Task _querying = Task.CompletedTask;
    private PositionWatermark _watermark = new("", 0);

    /// <summary>The last watermark. A query that begins after this was read sees every position up to it that will ever be committed.</summary>
    public PositionWatermark Watermark => Volatile.Read(ref _watermark);

    /// <summary>Waits, for a limited time, until no position up to this one is in flight.</summary>
    /// <param name="epoch">The newest epoch of the log.</param>
    /// <param name="position">The position of a version that was read, or one before it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>False if some may still be in flight.</returns>
    public async Task<bool> WaitAsync(string epoch, long position, CancellationToken cancellation = default)
    {
        var pause = FirstPause;
        for (var count = 0; count < MaxQueries && !Watermark.Includes(epoch, position); count++)
        {
            Task querying;
            lock (_lock)
            {
                querying = _querying = _querying.IsCompleted ? Task.Run(UpdateAsync, CancellationToken.None) : _querying;
            }

            await querying.WaitAsync(cancellation);
            if (!Watermark.Includes(epoch, position))
            {
                await Task.Delay(pause, time, cancellation);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }

        return Watermark.Includes(epoch, position);
    }

    private async Task UpdateAsync()
    {
        var now = await circuit.RunAsync(QueryAsync);
        // A snapshot of another epoch is useless, as lost positions are taken again in the new epoch.
        var awaited = _awaited is { } before && string.Equals(before.Epoch, now.Epoch, StringComparison.Ordinal) ? before : now;
        awaited.Writers.IntersectWith(now.Writers);
        if (now.Writers.Count == 0 || awaited.Writers.Count == 0)
        {
            Volatile.Write(ref _watermark, new PositionWatermark(now.Epoch, now.Writers.Count == 0 ? now.Taken : awaited.Taken));
            awaited = now;
        }

        _awaited = awaited;
    }

    private async ValueTask<Snapshot> QueryAsync(CancellationToken cancellation)
    {
        // In this order: a transaction that took one of these positions already holds the lock, or has ended.
        await using var batch = database.CreateBatch();
        batch.Add("SELECT (SELECT id FROM epochs ORDER BY first DESC LIMIT 1), CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM revisions_position_seq");
        batch.Add("""
            SELECT virtualtransaction FROM pg_locks
            WHERE locktype = 'relation' AND relation = 'revisions_position_seq'::regclass AND mode = 'RowExclusiveLock'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var (epoch, taken) = (rows.GetString(0), rows.GetInt64(1));
        await rows.NextResultAsync(cancellation);
        var writers = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            writers.Add(rows.GetString(0));
        }

        return new Snapshot(epoch, taken, writers);
    }

    /// <summary>The transactions that held the lock at some time, and the highest position that was taken before that time.</summary>
    private sealed record Snapshot(string Epoch, long Taken, HashSet<string> Writers);
}

/// <summary>No position up to this one is in flight.</summary>
/// <param name="Epoch">The newest epoch of the log when this was found.</param>
/// <param name="UpTo">The position.</param>
internal sealed record PositionWatermark(string Epoch, long UpTo)
{
    /// <summary>Whether a position is at or below the watermark.</summary>
    public bool Includes(string epoch, long position) => position is 0 || (position <= UpTo && string.Equals(epoch, Epoch, StringComparison.Ordinal));
}
