using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Settings;

namespace SyncServer.Saving;

/// <summary>
/// The quotas of users and collections (<c>Limits:UserBytes</c>, <c>Limits:CollectionBytes</c>), with counters in memory. A counter is read from the database when it
/// is first needed, and again at most every minute and for at most a hundredth of the time; until it is read, it has what this server has committed. Commits of this server
/// change it at once. So a quota can be exceeded by what is saved during a read, and by what other writers save meanwhile.
/// </summary>
internal sealed class Quotas : ICommitObserver, IDisposable
{
    private const int MaxCounters = 10_000;
    private static readonly TimeSpan MinAge = TimeSpan.FromMinutes(1);

    private readonly IUsage _usage;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    // One read at a time, however many users there are.
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<Counter, Reading> _readings = [];
    private QuotaUsage? _counted;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public Quotas(SyncSettings settings, IUsage usage, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Quotas> logger)
    {
        (_usage, _time, _logger, _stopping) = (usage, time, logger, lifetime.ApplicationStopping);
        var (user, collection) = (settings.Values.ReadBytes("Limits:UserBytes", 0), settings.Values.ReadBytes("Limits:CollectionBytes", 0));
        _counted = user + collection == 0 ? null : new QuotaUsage(user == 0 ? long.MaxValue : user, collection == 0 ? long.MaxValue : collection);
    }

    /// <summary>What is counted now; null if there are no quotas.</summary>
    public QuotaUsage? Usage => Volatile.Read(ref _counted);

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        if (Usage is null)
        {
            return;
        }

        for (var i = 0; i < batch.Decisions.Count; i++)
        {
            var (command, decision) = (batch.Commands[i], batch.Decisions[i]);
            if (decision is SaveDecision.Written { Growth: not 0 } written)
            {
                lock (_lock)
                {
                    _counted = _counted!.After(command, decision);
                }

                Need(command.Key.Collection, written.Head.CreatedBy.Id);
            }
            else if (decision is SaveDecision.Refused { Reason: Refusal.QuotaExceeded } refused)
            {
                Need(command.Key.Collection, (refused.Head is { Deleted: false } head ? head.CreatedBy : command.By).Id);
            }
        }
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>Reads the counters that a save was decided with, unless they were read before.</summary>
    private void Need(string collection, string creator)
    {
        foreach (var counter in (ReadOnlySpan<Counter>)[new Counter(creator, IsUser: true), new Counter(collection, IsUser: false)])
        {
            if ((counter.IsUser ? _counted!.UserLimit : _counted!.CollectionLimit) < long.MaxValue && BeginReading(counter))
            {
                // Not awaited: the writer asks.
                _ = ReadAsync(counter);
            }
        }
    }

    private bool BeginReading(Counter counter)
    {
        lock (_lock)
        {
            if (_readings.TryGetValue(counter, out var reading))
            {
                if (reading.ValidFor is not { } valid || _time.GetElapsedTime(reading.At) < valid)
                {
                    return false;
                }
            }
            else if (_readings.Count >= MaxCounters)
            {
                _readings.Clear();
                _counted = new QuotaUsage(_counted!.UserLimit, _counted.CollectionLimit);
            }

            _readings[counter] = default;
            return true;
        }
    }

    private async Task ReadAsync(Counter counter)
    {
        var started = _time.GetTimestamp();
        long? bytes = null;
        try
        {
            await _reading.WaitAsync(_stopping);
            started = _time.GetTimestamp();
            try
            {
                bytes = await (counter.IsUser ? _usage.OfUserAsync(counter.Name, _stopping) : _usage.OfCollectionAsync(counter.Name, _stopping));
            }
            finally
            {
                _reading.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The server is stopping.
        }
        catch (Exception e)
        {
            Log.UsageNotRead(_logger, e);
        }

        var took = _time.GetElapsedTime(started) * 100;
        lock (_lock)
        {
            _readings[counter] = new Reading(_time.GetTimestamp(), took > MinAge ? took : MinAge);
            if (bytes is { } read)
            {
                // What was committed during the read may be missing, so that no save is refused needlessly; the next read has it.
                _counted = counter.IsUser ? _counted! with { Users = _counted.Users.SetItem(counter.Name, read) }
                    : _counted! with { Collections = _counted.Collections.SetItem(counter.Name, read) };
            }
        }
    }

    /// <summary>What is counted: a user or a collection.</summary>
    private readonly record struct Counter(string Name, bool IsUser);

    /// <summary>When a counter was read, and for how long that holds; null while it is being read.</summary>
    private readonly record struct Reading(long At, TimeSpan? ValidFor);
}
