namespace SyncServer.Client.Live;

/// <summary>Detects that the machine has slept: a timer fires much too late.</summary>
internal sealed class SleepDetector : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(20);

    private readonly ITimer _timer;
    private DateTimeOffset _last;

    /// <param name="time">The clock. Its time of day is compared, because monotonic clocks may stop while the machine sleeps.</param>
    /// <param name="woke">Called after the machine has slept.</param>
    public SleepDetector(TimeProvider time, Action woke)
    {
        _last = time.GetUtcNow();
        _timer = time.CreateTimer(
            _ =>
            {
                var now = time.GetUtcNow();
                var slept = now - _last > Period + Tolerance;
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
