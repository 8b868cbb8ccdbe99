namespace SyncServer.Client.Saving;

/// <summary>Calls back once for a series of changes: after a pause in it, or after a maximal time.</summary>
internal sealed class Debouncer : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private readonly TimeSpan _maxWait;
    private readonly ITimer _timer;
    private long? _first;

    /// <param name="time">The clock.</param>
    /// <param name="pause">The time without a change.</param>
    /// <param name="maxWait">The time since the first change.</param>
    /// <param name="callback">The callback.</param>
    public Debouncer(TimeProvider time, TimeSpan pause, TimeSpan maxWait, Action callback)
    {
        (_time, _pause, _maxWait) = (time, pause, maxWait);
        _timer = time.CreateTimer(
            _ =>
            {
                Cancel();
                callback();
            },
            state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>There is a change.</summary>
    public void Trigger()
    {
        lock (_gate)
        {
            _first ??= _time.GetTimestamp();
            var left = _maxWait - _time.GetElapsedTime(_first.Value);
            _timer.Change(left <= TimeSpan.Zero ? TimeSpan.Zero : left < _pause ? left : _pause, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Cancels the callback.</summary>
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
