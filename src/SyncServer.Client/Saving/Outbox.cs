using Microsoft.Extensions.Logging;
using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>
/// Sends the drafts of documents that are not open, in the background and on request: one run at a time. A run that a network fault ended is repeated; a document that is being
/// opened ends it, too.
/// </summary>
/// <param name="upload">Sends all drafts once; returns whether none is left.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class Outbox(Func<CancellationToken, Task<bool>> upload, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _running = new(1);
    private readonly CancellationTokenSource _disposed = new();
    private CancellationTokenSource _stopping = new();
    private int _starts;

    /// <summary>Sends the drafts in the background.</summary>
    public void Start()
    {
        if (Interlocked.Increment(ref _starts) == 1)
        {
            _ = SendAsync();
        }
    }

    /// <summary>Sends the drafts.</summary>
    /// <returns>Whether no draft is left.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await _running.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, Volatile.Read(ref _stopping).Token, _disposed.Token);
            return await upload(ended.Token).ConfigureAwait(false);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Ends the run, and waits for its end. Saves in flight stay in their drafts.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await Interlocked.Exchange(ref _stopping, new CancellationTokenSource()).CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellation).ConfigureAwait(false);
        _running.Release();
    }

    /// <inheritdoc/>
    public void Dispose() => _disposed.Cancel();

    private async Task SendAsync()
    {
        while (!_disposed.IsCancellationRequested)
        {
            var starts = Volatile.Read(ref _starts);
            var again = false;
            try
            {
                await RunAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                logger.DraftsNotSent(e);
                again = RetryPolicy.IsNetworkFault(e) || e is OperationCanceledException;
            }

            if (again)
            {
                await Task.Delay(RetryAfter, time, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else if (Interlocked.CompareExchange(ref _starts, 0, starts) == starts)
            {
                return;
            }
        }
    }
}
