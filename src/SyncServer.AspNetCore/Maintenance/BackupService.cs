using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncServer.Storage;

namespace SyncServer.Maintenance;

/// <summary>
/// Makes the scheduled backups, each through the code of the command <c>backup</c>: under a temporary name, checked, then renamed. The first one is due when the newest
/// backup in the folder is old enough, so that restarts do not change the schedule.
/// </summary>
internal sealed class BackupService : BackgroundService, IHealthCheck
{
    private const string Pattern = "'sync-'yyyyMMdd'T'HHmmss'Z.db'";
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    private readonly BackupOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private DateTimeOffset? _newest;
    private volatile bool _isFailing;

    public BackupService(BackupOptions options, IMeterFactory meters, TimeProvider time, ILogger<BackupService> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        meters.Create("SyncServer").CreateObservableGauge(
            "syncserver.backup.last_success", () => _newest is { } at ? [new Measurement<long>(at.ToUnixTimeSeconds())] : Array.Empty<Measurement<long>>(), "s",
            "When the newest scheduled backup was made, in seconds since 1970 UTC");
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isFailing ? HealthCheckResult.Degraded("The last backup failed.") : HealthCheckResult.Healthy());

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Leaves the thread of the start.
        await Task.Yield();
        while (true)
        {
            var wait = TimeSpan.Zero;
            try
            {
                _newest = List().Select(TimeOf).FirstOrDefault();
                // A backup of the future was made while the clock was wrong.
                wait = _newest is { } at && at <= _time.GetUtcNow() ? at + _options.Every - _time.GetUtcNow() : TimeSpan.Zero;
                if (wait <= TimeSpan.Zero)
                {
                    Run(stoppingToken);
                    wait = _options.Every;
                }

                _isFailing = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                _isFailing = true;
                Log.BackupFailed(_logger, e);
                wait = _options.Every < MaxRetryAfter ? _options.Every : MaxRetryAfter;
            }

            await Task.Delay(wait, _time, stoppingToken);
        }
    }

    private void Run(CancellationToken stopping)
    {
        Directory.CreateDirectory(_options.Folder);
        // What a killed process has left.
        foreach (var partial in Directory.GetFiles(_options.Folder, "sync-*.db.partial*"))
        {
            File.Delete(partial);
        }

        var (started, now) = (_time.GetTimestamp(), _time.GetUtcNow());
        var file = Path.Combine(_options.Folder, now.ToString(Pattern, CultureInfo.InvariantCulture));
        DocumentStore.Backup(_options.ConnectionString, file, stopping);
        _newest = now;
        Log.BackupMade(_logger, file, new FileInfo(file).Length, (long)_time.GetElapsedTime(started).TotalMilliseconds);
        // Those of the future were made while the clock was wrong. They do not count, so that the new one is kept.
        foreach (var old in List().Where(made => TimeOf(made) <= now).Skip(_options.Keep))
        {
            File.Delete(old);
        }
    }

    /// <summary>The backups, newest first.</summary>
    private IEnumerable<string> List() => Directory.Exists(_options.Folder)
        ? [.. Directory.GetFiles(_options.Folder, "sync-*.db").Where(file => TimeOf(file) is not null).OrderByDescending(file => file, StringComparer.Ordinal)]
        : [];

    private static DateTimeOffset? TimeOf(string file) =>
        DateTimeOffset.TryParseExact(Path.GetFileName(file), Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
