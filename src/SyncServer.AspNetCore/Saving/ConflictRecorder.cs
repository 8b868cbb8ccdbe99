using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Insights;

namespace SyncServer.Saving;

/// <summary>
/// Records conflicts, and how they are settled, in the background: no save waits for it, and repeated refusals are counted in memory and written in batches. If the
/// process is killed, the last second may be lost. Forced saves are recorded in the log of versions and are never lost.
/// </summary>
internal sealed class ConflictRecorder(IConflictLog log, SessionSecret secret, TimeProvider time, ConflictCounts counts, ILogger<ConflictRecorder> logger) : BackgroundService, ICommitObserver
{
    /// <summary>How often the conflicts are written.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    // Bounds what is queued while the database is slow; further conflicts are not recorded.
    private const int MaxWaiting = 10_000;

    // On SQLite, saves wait while a batch is written.
    private const int MaxBatch = 200;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly OpenConflicts _open = new();
    private Dictionary<(DocumentKey Key, ConflictId Id), ConflictRecord> _met = [];
    private Dictionary<(DocumentKey Key, ConflictId Id), ConflictSettlement> _settlings = [];

    /// <summary>Records a conflict.</summary>
    /// <returns>Its id; null if there is no room to record it.</returns>
    public ConflictId? Record(SaveCommand command, SaveDecision.Refused refused, bool mergeable)
    {
        var id = ConflictId.Of(secret.Bytes, command.Key, command.By, command.Session, refused.Named, KindOf(refused));
        lock (_lock)
        {
            id = _open.Add(command.Key, command.Session, command.By, id, refused.Head!.Version);
            return Enqueue(RecordOf(command, refused, id, mergeable)) ? id : null;
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        for (var i = 0; i < batch.Decisions.Count; i++)
        {
            // Most saves settle no conflict.
            if ((batch.Commands[i].ConflictId is not null || !_open.IsEmpty) && batch.Decisions[i] is SaveDecision.Accepted accepted)
            {
                Settle(batch.Commands[i], accepted);
            }
        }
    }

    /// <summary>Writes what is queued. A reader of the recorded conflicts calls it first, to read its own writes.</summary>
    /// <exception cref="StoreUnavailableException">The store is unavailable. What was not written stays queued.</exception>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync();
        try
        {
            Dictionary<(DocumentKey, ConflictId), ConflictRecord> met;
            Dictionary<(DocumentKey, ConflictId), ConflictSettlement> settlings;
            lock (_lock)
            {
                (met, _met, settlings, _settlings) = (_met, [], _settlings, []);
            }

            try
            {
                await WriteAsync(met, settlings);
            }
            catch
            {
                Requeue(met.Values, settlings.Values);
                throw;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes what is still queued. The writer loops have stopped by then.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryFlushAsync();
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(FlushInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (Exception e)
        {
            Log.ConflictsNotRecorded(logger, e);
        }
    }

    private void Settle(SaveCommand command, SaveDecision.Accepted accepted)
    {
        var (version, before) = accepted is SaveDecision.Written ? (accepted.Head.Version, accepted.Head.Version - 1) : (accepted.Head.Version, accepted.Head.Version);
        var settled = new Settlement(accepted is SaveDecision.Written ? accepted.Head.Newest.Outcome : SaveOutcome.Unchanged, version, command.By, Now());
        lock (_lock)
        {
            foreach (var id in command.Session is { } session ? _open.Take(command.Key, session, before) : [])
            {
                Enqueue(new ConflictSettlement(command.Key, id, before, settled));
            }

            if (command.ConflictId is { } named)
            {
                Enqueue(new ConflictSettlement(command.Key, named, before, settled));
            }
        }
    }

    /// <summary>Queues a record, under the lock. A repeat only increases the count of the first record.</summary>
    /// <returns>False if there is no room.</returns>
    private bool Enqueue(ConflictRecord record)
    {
        if (_met.TryGetValue((record.Key, record.Id), out var known))
        {
            record = known with { Times = known.Times + record.Times, Mergeable = known.Mergeable ?? record.Mergeable };
        }
        else if (_met.Count >= MaxWaiting)
        {
            return false;
        }

        _met[(record.Key, record.Id)] = record;
        return true;
    }

    private void Enqueue(ConflictSettlement settling)
    {
        if (_settlings.Count < MaxWaiting)
        {
            _settlings.TryAdd((settling.Key, settling.Id), settling);
        }
    }

    /// <summary>Queues again what could not be written, before what was queued since.</summary>
    private void Requeue(IEnumerable<ConflictRecord> met, IEnumerable<ConflictSettlement> settlings)
    {
        lock (_lock)
        {
            var (metSince, settlingsSince) = (_met.Values.ToList(), _settlings.Values.ToList());
            (_met, _settlings) = ([], []);
            foreach (var record in met.Concat(metSince))
            {
                Enqueue(record);
            }

            foreach (var settling in settlings.Concat(settlingsSince))
            {
                Enqueue(settling);
            }
        }
    }

    private async Task WriteAsync(
        Dictionary<(DocumentKey, ConflictId), ConflictRecord> met, Dictionary<(DocumentKey, ConflictId), ConflictSettlement> settlings)
    {
        foreach (var some in met.Values.ToList().Chunk(MaxBatch))
        {
            await log.WriteAsync(some, []);
            Array.ForEach(some, record => met.Remove((record.Key, record.Id)));
        }

        foreach (var some in settlings.Values.ToList().Chunk(MaxBatch))
        {
            foreach (var open in await log.WriteAsync([], some))
            {
                counts.RecordSettlement(open);
            }

            Array.ForEach(some, settling => settlings.Remove((settling.Key, settling.Id)));
        }
    }

    private ConflictRecord RecordOf(SaveCommand command, SaveDecision.Refused refused, ConflictId id, bool mergeable) => new()
    {
        Id = id,
        Key = command.Key,
        Kind = KindOf(refused),
        At = Now(),
        By = command.By,
        Session = command.Session,
        Base = refused.Named?.Version,
        Head = refused.Head!.Version,
        Mergeable = mergeable,
        Times = 1,
    };

    private static ConflictKind KindOf(SaveDecision.Refused refused) =>
        refused.Reason is Refusal.AlreadyExists ? ConflictKind.AlreadyExists : ConflictKind.EditConflict;

    /// <summary>The time in the stored resolution of milliseconds.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
