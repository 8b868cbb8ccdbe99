using SyncServer.Core.Documents;

namespace SyncServer.Saving;

/// <summary>
/// Removes expired locks once a second, so that clients that wait for them get an event. Decisions do not depend on it: they compare the expiry time.
/// </summary>
internal sealed class ExpiredLockSweeper(LockService locks, TimeProvider time, ILogger<ExpiredLockSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await locks.RemoveExpiredAsync();
            }
            catch (OperationCanceledException)
            {
                // The server is stopping.
            }
            catch (Exception e)
            {
                // Another node, or the next pass, removes them.
                Log.ExpiredLocksNotRemoved(logger, e is StoreUnavailableException ? LogLevel.Debug : LogLevel.Warning, e);
            }
        }
    }
}
