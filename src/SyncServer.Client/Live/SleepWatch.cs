namespace SyncServer.Client.Live;

/// <summary>Finds out that the machine has slept: a timer that is seen much too late.</summary>
internal sealed class SleepWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    private readonly ITimer _timer;
    private DateTimeOffset _last;

    /// <param name="time">The clock. Its time of day is compared: other clocks may stand while the machine sleeps.</param>
    /// <param name="woke">Told afterwards.</param>
    public SleepWatch(TimeProvider time, Action woke)
    {
        _last = time.GetUtcNow();
        _timer = time.CreateTimer(
            _ =>
            {
                var now = time.GetUtcNow();
                var slept = now - _last > Period + Late;
                _last = now;
                if (slept)
                {
                    woke();
                }
            },
            state: null, Period, Period);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
