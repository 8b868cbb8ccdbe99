using SyncServer.Core.Documents;

namespace SyncServer.Saving;

/// <summary>
/// Looks for dead locks once a second, so that those who wait hear of it. Nothing else hangs on it: a dead lock is dead by its time, cleared or not.
/// </summary>
internal sealed class ExpiredLockSweeper(LockService locks, TimeProvider time, ILogger<ExpiredLockSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often, time);
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
                // Another node may do it, or this one in a second.
                Log.ExpiredLocksNotRemoved(logger, e is StoreUnavailableException ? LogLevel.Debug : LogLevel.Warning, e);
            }
        }
    }
}
