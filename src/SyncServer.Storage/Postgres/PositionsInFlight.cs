using Npgsql;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Which numbers of versions may still come. Whoever takes one locks the sequence before, and holds that lock until the transaction has ended and
/// others see what it wrote. So once all who held that lock at a moment have released it, no number that was taken before that moment is still to
/// come. Only those who took a number are waited for, whatever else goes on in the database.
/// </summary>
internal sealed class PositionsInFlight(NpgsqlDataSource database, PostgresCircuit circuit, TimeProvider time)
{
    private const int MaxLooks = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private Look? _awaited;
    private Task _looking = Task.CompletedTask;
    private PositionWatermark _watermark = new("", 0);

    /// <summary>What is known to have ended: what a query that starts from now on does not see never comes.</summary>
    public PositionWatermark Watermark => Volatile.Read(ref _watermark);

    /// <summary>Waits until no number up to one is still to come, but not for long.</summary>
    /// <param name="epoch">The newest epoch of the log.</param>
    /// <param name="number">The number of a version that was heads, or one before it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>False where some may still come.</returns>
    public async Task<bool> WaitAsync(string epoch, long number, CancellationToken cancellation = default)
    {
        var pause = FirstPause;
        for (var looks = 0; looks < MaxLooks && !Watermark.Includes(epoch, number); looks++)
        {
            Task looking;
            lock (_lock)
            {
                looking = _looking = _looking.IsCompleted ? Task.Run(LookAsync, CancellationToken.None) : _looking;
            }

            await looking.WaitAsync(cancellation);
            if (!Watermark.Includes(epoch, number))
            {
                await Task.Delay(pause, time, cancellation);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }

        return Watermark.Includes(epoch, number);
    }

    private async Task LookAsync()
    {
        var now = await circuit.RunAsync(AskAsync);
        // What was awaited in another epoch says nothing about this one: numbers that were lost are taken again.
        var awaited = _awaited is { } before && string.Equals(before.Epoch, now.Epoch, StringComparison.Ordinal) ? before : now;
        awaited.Writers.IntersectWith(now.Writers);
        if (now.Writers.Count == 0 || awaited.Writers.Count == 0)
        {
            Volatile.Write(ref _watermark, new PositionWatermark(now.Epoch, now.Writers.Count == 0 ? now.Taken : awaited.Taken));
            awaited = now;
        }

        _awaited = awaited;
    }

    private async ValueTask<Look> AskAsync(CancellationToken cancellation)
    {
        // In this order: whoever took one of these numbers holds the lock by now, or has ended.
        await using var queries = database.CreateBatch();
        queries.Add("SELECT (SELECT id FROM epochs ORDER BY first DESC LIMIT 1), CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM revisions_position_seq");
        queries.Add("""
            SELECT virtualtransaction FROM pg_locks
            WHERE locktype = 'relation' AND relation = 'revisions_position_seq'::regclass AND mode = 'RowExclusiveLock'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
        await using var rows = await queries.ExecuteReaderAsync(cancellation);
        await rows.ReadAsync(cancellation);
        var (epoch, taken) = (rows.GetString(0), rows.GetInt64(1));
        await rows.NextResultAsync(cancellation);
        var writers = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            writers.Add(rows.GetString(0));
        }

        return new Look(epoch, taken, writers);
    }

    /// <summary>Who held the lock at a moment, and the newest number that was taken before.</summary>
    private sealed record Look(string Epoch, long Taken, HashSet<string> Writers);
}

/// <summary>No number up to one is still to come.</summary>
/// <param name="Epoch">The newest epoch of the log when this was found.</param>
/// <param name="UpTo">The number.</param>
internal sealed record PositionWatermark(string Epoch, long UpTo)
{
    /// <summary>Whether a number is among them, where the newest epoch of the log is this one.</summary>
    public bool Includes(string epoch, long number) => number is 0 || (number <= UpTo && string.Equals(epoch, Epoch, StringComparison.Ordinal));
}
