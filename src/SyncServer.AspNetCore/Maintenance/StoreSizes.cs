using System.Diagnostics.Metrics;
using SyncServer.Core.Documents;

namespace SyncServer.Maintenance;

/// <summary>The size of the database in the metrics. It is counted in the background, at most every minute and for at most a hundredth of the time.</summary>
internal sealed class StoreSizes : BackgroundService
{
    private static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(1);

    private readonly IUsage _usage;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private StoreSize[] _size = [];

    public StoreSizes(IUsage usage, IMeterFactory meters, TimeProvider time, ILogger<StoreSizes> logger)
    {
        (_usage, _time, _logger) = (usage, time, logger);
        var meter = meters.Create("SyncServer");
        meter.CreateObservableGauge("syncserver.storage.database", () => Measure(size => size.Bytes), "By", "Size of the SQLite file, or of the tables and indexes in PostgreSQL");
        meter.CreateObservableGauge("syncserver.storage.documents", () => Measure(size => size.Documents), "{document}", "Documents, including deleted ones");
        meter.CreateObservableGauge("syncserver.storage.versions", () => Measure(size => size.Versions), "{version}", "Versions of all documents");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var started = _time.GetTimestamp();
            try
            {
                _size = [await _usage.CountAsync(stoppingToken)];
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.UsageNotRead(_logger, e);
            }

            var pause = _time.GetElapsedTime(started) * 100;
            await Task.Delay(pause > MinInterval ? pause : MinInterval, _time, stoppingToken);
        }
    }

    /// <summary>A measurement; none before the first count.</summary>
    private IEnumerable<Measurement<long>> Measure(Func<StoreSize, long> value) => _size.Select(size => new Measurement<long>(value(size)));
}
