using SyncServer.Insights.Metering;

namespace SyncServer.Insights;

/// <summary>The last hour in steps of ten seconds, in a bounded memory: what the meters had counted at the end of each step.</summary>
/// <param name="meters">What is counted.</param>
/// <param name="time">Tells when a step is over.</param>
internal sealed class LastHour(Meters meters, TimeProvider time) : BackgroundService
{
    /// <summary>How long a step is.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private const int MaxSteps = 360;

    private readonly Lock _lock = new();
    private readonly Queue<Tick> _ticks = new([Tick.Read(meters, time)]);

    /// <summary>The moments on record, oldest first, and this one.</summary>
    public IReadOnlyList<Tick> Ticks
    {
        get
        {
            var now = Tick.Read(meters, time);
            lock (_lock)
            {
                return [.. _ticks, now];
            }
        }
    }

    /// <summary>Ends a step.</summary>
    public void Note()
    {
        var now = Tick.Read(meters, time);
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
