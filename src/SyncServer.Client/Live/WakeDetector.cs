using System.Net.NetworkInformation;

namespace SyncServer.Client.Live;

/// <summary>Detects that the machine has slept, as a timer fires much too late, or that the network is back.</summary>
internal sealed class WakeDetector : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(20);

    private readonly Action _woke;
    private readonly ITimer _timer;
    private DateTimeOffset _last;

    /// <param name="time">The clock. Its time of day is compared, because monotonic clocks may stop while the machine sleeps.</param>
    /// <param name="woke">Called after the machine has slept, or when the network is back.</param>
    public WakeDetector(TimeProvider time, Action woke)
    {
        _woke = woke;
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
        if (!OperatingSystem.IsBrowser())
        {
            NetworkChange.NetworkAvailabilityChanged += NetworkChanged;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        if (!OperatingSystem.IsBrowser())
        {
            NetworkChange.NetworkAvailabilityChanged -= NetworkChanged;
        }
    }

    private void NetworkChanged(object? sender, NetworkAvailabilityEventArgs change)
    {
        if (change.IsAvailable)
        {
            _woke();
        }
    }
}
