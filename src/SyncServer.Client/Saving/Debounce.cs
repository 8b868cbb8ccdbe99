namespace SyncServer.Client.Saving;

/// <summary>Calls back once after a flurry of changes: when it is quiet, or when it has gone on for too long.</summary>
internal sealed class Debounce : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _quiet;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;
    private long? _first;

    /// <param name="time">The clock.</param>
    /// <param name="quiet">How long nothing changes.</param>
    /// <param name="limit">How long after the first change at most.</param>
    /// <param name="callback">What is called.</param>
    public Debounce(TimeProvider time, TimeSpan quiet, TimeSpan limit, Action callback)
    {
        (_time, _quiet, _limit) = (time, quiet, limit);
        _timer = time.CreateTimer(
            _ =>
            {
                Cancel();
                callback();
            },
            state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something changed.</summary>
    public void Poke()
    {
        lock (_gate)
        {
            _first ??= _time.GetTimestamp();
            var left = _limit - _time.GetElapsedTime(_first.Value);
            _timer.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : left < _quiet ? left : _quiet, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Forgets the changes.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            _first = null;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
