namespace SyncServer.Insights;

/// <summary>The last hour in steps of ten seconds, in a bounded memory: what had been counted at the end of each step.</summary>
/// <param name="metrics">What is counted.</param>
/// <param name="time">Tells when a step is over.</param>
internal sealed class LastHour(InsightsExporter metrics, TimeProvider time) : BackgroundService
{
    /// <summary>How long a step is.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private const int MaxSteps = 360;

    private readonly Lock _lock = new();
    private readonly Queue<Tick> _ticks = new([metrics.Read()]);

    /// <summary>The moments on record, oldest first, and this one.</summary>
    public IReadOnlyList<Tick> Ticks
    {
        get
        {
            var now = metrics.Read();
            lock (_lock)
            {
                return [.. _ticks, now];
            }
        }
    }

    /// <summary>Ends a step.</summary>
    public void Note()
    {
        var now = metrics.Read();
        lock (_lock)
        {
            _ticks.Enqueue(now);
            if (_ticks.Count > MaxSteps)
            {
                _ticks.Dequeue();
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
                Note();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
