using System.Collections.Concurrent;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Settings;

namespace SyncServer.Saving;

/// <summary>
/// The quotas of users and collections (<c>Limits:UserBytes</c>, <c>Limits:CollectionBytes</c>), with counters in memory. A counter is read from the database when it
/// is first needed, and again at most every minute and for at most a hundredth of the time; until it is read it is 0. Commits of this server change it at once.
/// So a quota can be exceeded by what is saved during a read, by the saves in flight, and by what other servers save between two reads.
/// </summary>
internal sealed class Quotas : IQuotas, ICommitObserver, IDisposable
{
    private const int MaxCounters = 10_000;
    private static readonly TimeSpan MinAge = TimeSpan.FromMinutes(1);

    private readonly long _userBytes;
    private readonly long _collectionBytes;
    private readonly IUsage _usage;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;
    // One read at a time, however many users there are.
    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, Counter> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Counter> _collections = new(StringComparer.Ordinal);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public Quotas(SyncSettings settings, IUsage usage, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<Quotas> logger)
    {
        (_usage, _time, _logger, _stopping) = (usage, time, logger, lifetime.ApplicationStopping);
        (_userBytes, _collectionBytes) = (settings.Values.ReadBytes("Limits:UserBytes", 0), settings.Values.ReadBytes("Limits:CollectionBytes", 0));
    }

    /// <summary>Whether there are quotas.</summary>
    public bool IsOn => _userBytes + _collectionBytes > 0;

    /// <inheritdoc/>
    public long RoomOf(string collection, string creator) => Math.Min(
        RoomOf(_collections, collection, _collectionBytes, _usage.OfCollectionAsync),
        RoomOf(_users, creator, _userBytes, _usage.OfUserAsync));

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        if (!IsOn)
        {
            return;
        }

        for (var i = 0; i < batch.Decisions.Count; i++)
        {
            if (batch.Decisions[i] is SaveDecision.Written { Growth: not 0 } written)
            {
                _users.GetValueOrDefault(written.Head.CreatedBy.Id)?.Add(written.Growth);
                _collections.GetValueOrDefault(batch.Commands[i].Key.Collection)?.Add(written.Growth);
            }
        }
    }

    public void Dispose() => _reading.Dispose();

    private long RoomOf(ConcurrentDictionary<string, Counter> counters, string name, long limit, Func<string, CancellationToken, Task<long>> read)
    {
        if (limit == 0)
        {
            return long.MaxValue;
        }

        if (!counters.TryGetValue(name, out var counter))
        {
            if (counters.Count >= MaxCounters)
            {
                counters.Clear();
            }

            counter = counters.GetOrAdd(name, _ => new Counter());
        }

        if (counter.BeginReading(_time))
        {
            // Not awaited: the writer asks.
            _ = ReadAsync(counter, name, read);
        }

        return limit - counter.Bytes;
    }

    private async Task ReadAsync(Counter counter, string name, Func<string, CancellationToken, Task<long>> read)
    {
        var started = _time.GetTimestamp();
        long? bytes = null;
        try
        {
            await _reading.WaitAsync(_stopping);
            started = _time.GetTimestamp();
            try
            {
                bytes = await read(name, _stopping);
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
        counter.EndReading(bytes, _time.GetTimestamp(), took > MinAge ? took : MinAge);
    }

    /// <summary>The bytes of a user or a collection.</summary>
    private sealed class Counter
    {
        private readonly Lock _lock = new();
        private long _bytes;
        private bool _isReading;
        private long _readAt;
        private TimeSpan? _validFor;

        public long Bytes => Interlocked.Read(ref _bytes);

        /// <summary>Whether the caller has to read the counter now.</summary>
        public bool BeginReading(TimeProvider time)
        {
            lock (_lock)
            {
                if (_isReading || (_validFor is { } valid && time.GetElapsedTime(_readAt) < valid))
                {
                    return false;
                }

                _isReading = true;
                return true;
            }
        }

        public void EndReading(long? bytes, long readAt, TimeSpan validFor)
        {
            lock (_lock)
            {
                // What was committed during the read may be missing, so that no save is refused needlessly; the next read has it.
                _bytes = bytes ?? _bytes;
                (_isReading, _readAt, _validFor) = (false, readAt, validFor);
            }
        }

        public void Add(int growth)
        {
            lock (_lock)
            {
                _bytes += growth;
            }
        }
    }
}
