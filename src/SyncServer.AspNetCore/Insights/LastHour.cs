namespace SyncServer.Insights;

/// <summary>The metrics of the last hour in bounded memory: a snapshot every ten seconds.</summary>
/// <param name="metrics">Reads the metrics.</param>
/// <param name="time">The clock.</param>
internal sealed class LastHour(InsightsExporter metrics, TimeProvider time) : BackgroundService
{
    /// <summary>The time between two snapshots.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private const int MaxSteps = 360;

    private readonly Lock _lock = new();
    private readonly Queue<MetricsSnapshot> _snapshots = new([metrics.Read()]);

    /// <summary>The stored snapshots, oldest first, and a current one.</summary>
    public IReadOnlyList<MetricsSnapshot> Snapshots
    {
        get
        {
            var now = metrics.Read();
            lock (_lock)
            {
                return [.. _snapshots, now];
            }
        }
    }

    /// <summary>Stores a snapshot.</summary>
    public void TakeSnapshot()
    {
        var now = metrics.Read();
        lock (_lock)
        {
            _snapshots.Enqueue(now);
            if (_snapshots.Count > MaxSteps)
            {
                _snapshots.Dequeue();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                TakeSnapshot();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
