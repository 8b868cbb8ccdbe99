using Npgsql;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Which numbers of versions may still come. Whoever takes one holds a lock on the table from before until its transaction has ended and
/// others see what it wrote. So once all who held that lock at a moment have let it go, no number that was taken before that moment is still to
/// come. Only this table's writers are waited for, whatever else goes on in the database.
/// </summary>
internal sealed class NumbersUnderWay(NpgsqlDataSource database, PostgresCircuit circuit, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private (long UpTo, HashSet<string> Writers)? _awaited;
    private Task _looking = Task.CompletedTask;
    private long _ended;

    /// <summary>None at or below this one is still to come: what is not seen from now on never will be.</summary>
    public long Ended => Volatile.Read(ref _ended);

    /// <summary>Looks once who still writes, or shares the look that is under way, and leaves them a moment.</summary>
    /// <param name="seen">The number of a version that was seen: all below it are taken.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task LookAsync(long seen, CancellationToken cancellation = default)
    {
        Task looking;
        lock (_lock)
        {
            looking = _looking = _looking.IsCompleted ? Task.Run(() => LookOnceAsync(seen), CancellationToken.None) : _looking;
        }

        await looking.WaitAsync(cancellation);
        if (Ended < seen)
        {
            await Task.Delay(Pause, time, cancellation);
        }
    }

    /// <summary>Waits until none below a number that was seen is still to come.</summary>
    public async Task EndAsync(long seen, CancellationToken cancellation)
    {
        while (Ended < seen)
        {
            await LookAsync(seen, cancellation);
        }
    }

    private async Task LookOnceAsync(long seen)
    {
        var writers = await circuit.RunAsync(WritersAsync);
        var awaited = _awaited ?? (seen, writers);
        awaited.Writers.IntersectWith(writers);
        if (awaited.Writers.Count == 0)
        {
            Volatile.Write(ref _ended, Math.Max(Ended, awaited.UpTo));
        }

        _awaited = awaited.Writers.Count == 0 ? null : awaited;
    }

    private async ValueTask<HashSet<string>> WritersAsync(CancellationToken cancellation)
    {
        await using var query = database.CreateCommand("""
            SELECT virtualtransaction FROM pg_locks
            WHERE locktype = 'relation' AND relation = 'revisions'::regclass AND mode = 'RowExclusiveLock'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var writers = new HashSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellation))
        {
            writers.Add(rows.GetString(0));
        }

        return writers;
    }
}
