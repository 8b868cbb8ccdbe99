using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Insights;

namespace SyncServer.Saving;

/// <summary>
/// Enters conflicts in the record behind the saves: no save waits for it, and a storm of refusals is counted here and written together. A killed
/// process may lose the last second of it; overrides are in the log itself and are never lost.
/// </summary>
internal sealed class ConflictBook(IConflictLog log, SessionSecret secret, TimeProvider time, ConflictCounts counts, ILogger<ConflictBook> logger) : BackgroundService, ICommitObserver
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    // What waits while the database stalls; more is not on record.
    private const int MaxWaiting = 10_000;

    // On SQLite the writer waits meanwhile.
    private const int MaxTogether = 200;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly OpenConflicts _open = new();
    private Dictionary<(DocumentKey Key, ConflictId Id), ConflictRecord> _met = [];
    private Dictionary<(DocumentKey Key, ConflictId Id), ConflictSettlement> _settlings = [];

    /// <summary>Enters a refusal.</summary>
    /// <returns>Its place on record; null where there is no room.</returns>
    public ConflictId? Meet(SaveCommand command, SaveDecision.Refused refused, bool mergeable)
    {
        var id = ConflictId.Of(secret.Bytes, command.Key, command.By, command.Session, refused.Named, KindOf(refused));
        lock (_lock)
        {
            id = _open.Add(command.Key, command.Session, command.By, id, refused.Head!.Version);
            return Put(RecordOf(command, refused, id, mergeable)) ? id : null;
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        for (var i = 0; i < batch.Decisions.Count; i++)
        {
            // Most saves settle nothing.
            if ((batch.Commands[i].ConflictId is not null || !_open.IsEmpty) && batch.Decisions[i] is SaveDecision.Accepted accepted)
            {
                Settle(batch.Commands[i], accepted);
            }
        }
    }

    /// <summary>Writes what is waiting. Whoever reads the record calls it first, to read their own conflicts.</summary>
    /// <exception cref="StoreUnavailableException">The store does not answer: it keeps waiting.</exception>
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
                PutBack(met.Values, settlings.Values);
                throw;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes what the last requests left. The writer has ended by then.</summary>
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
        using var timer = new PeriodicTimer(Pace, time);
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
                Put(new ConflictSettlement(command.Key, id, before, settled));
            }

            if (command.ConflictId is { } named)
            {
                Put(new ConflictSettlement(command.Key, named, before, settled));
            }
        }
    }

    /// <summary>Adds to what waits, under the lock. What was met first counts.</summary>
    /// <returns>False where there is no room.</returns>
    private bool Put(ConflictRecord record)
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

    private void Put(ConflictSettlement settling)
    {
        if (_settlings.Count < MaxWaiting)
        {
            _settlings.TryAdd((settling.Key, settling.Id), settling);
        }
    }

    /// <summary>What could not be written waits again, before what came since.</summary>
    private void PutBack(IEnumerable<ConflictRecord> met, IEnumerable<ConflictSettlement> settlings)
    {
        lock (_lock)
        {
            var (metSince, settlingsSince) = (_met.Values.ToList(), _settlings.Values.ToList());
            (_met, _settlings) = ([], []);
            foreach (var record in met.Concat(metSince))
            {
                Put(record);
            }

            foreach (var settling in settlings.Concat(settlingsSince))
            {
                Put(settling);
            }
        }
    }

    private async Task WriteAsync(
        Dictionary<(DocumentKey, ConflictId), ConflictRecord> met, Dictionary<(DocumentKey, ConflictId), ConflictSettlement> settlings)
    {
        foreach (var some in met.Values.ToList().Chunk(MaxTogether))
        {
            await log.WriteAsync(some, []);
            Array.ForEach(some, record => met.Remove((record.Key, record.Id)));
        }

        foreach (var some in settlings.Values.ToList().Chunk(MaxTogether))
        {
            foreach (var open in await log.WriteAsync([], some))
            {
                counts.Settled(open);
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

    /// <summary>In the resolution that is stored.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
