using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncServer.Settings;
using SyncServer.Storage;

namespace SyncServer.Maintenance;

/// <summary>
/// Warns before the disk of the SQLite file is full (<c>Storage:MinFreeBytes</c>): the health check is degraded, and crossing the limit is logged once in each direction.
/// </summary>
internal sealed class FreeSpace : BackgroundService, IHealthCheck
{
    private const long DefaultMinFreeBytes = 1L << 30;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly string? _path;
    private readonly long _min;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private bool _isLow;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public FreeSpace(SyncSettings settings, DocumentStore store, IMeterFactory meters, TimeProvider time, ILogger<FreeSpace> logger)
    {
        (_path, _min, _time, _logger) = (store.DataFile, settings.Values.ReadBytes("Storage:MinFreeBytes", DefaultMinFreeBytes), time, logger);
        if (_path is not null)
        {
            var meter = meters.Create("SyncServer");
            meter.CreateObservableGauge(
                "syncserver.storage.free", () => Measure() is { } free ? [new Measurement<long>(free)] : Array.Empty<Measurement<long>>(), "By", "Free bytes on the disk of the SQLite file");
            meter.CreateObservableGauge("syncserver.storage.wal", () => LengthOf(_path + "-wal"), "By", "Size of the write-ahead log of SQLite");
        }
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Check() ? HealthCheckResult.Degraded("The disk is nearly full.") : HealthCheckResult.Healthy());

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        do
        {
            Check();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>The size of a file; 0 if it does not exist.</summary>
    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;

    private bool Check()
    {
        if (_path is null || _min == 0)
        {
            return false;
        }

        lock (_lock)
        {
            if (Measure() is { } free && free < _min != _isLow)
            {
                _isLow = !_isLow;
                if (_isLow)
                {
                    Log.DiskNearlyFull(_logger, free, _min);
                }
                else
                {
                    Log.DiskHasSpace(_logger, free, _min);
                }
            }

            return _isLow;
        }
    }

    /// <summary>The free bytes; null if they cannot be read.</summary>
    private long? Measure()
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(_path)!).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder was removed: the check of the store reports it.
            return null;
        }
    }
}
