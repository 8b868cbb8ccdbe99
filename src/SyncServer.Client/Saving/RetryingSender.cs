using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>Retries requests until there is a response, or the document is closed.</summary>
internal sealed class RetryingSender(Transport transport, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private CancellationTokenSource _retryNow = new();

    /// <summary>Starts the next attempt at once, except where the server asked to wait.</summary>
    public void RetryNow() => Interlocked.Exchange(ref _retryNow, new CancellationTokenSource()).Cancel();

    /// <summary>Sends a request until there is a response.</summary>
    /// <param name="request">Makes the request, which is the same for each attempt.</param>
    /// <param name="read">Reads the response.</param>
    /// <param name="attemptFailed">Called for each attempt that failed.</param>
    /// <returns>What was read; null if the document was closed before.</returns>
    public async Task<T?> SendAsync<T>(Func<HttpRequestMessage> request, Func<ServerResponse, T> read, Action attemptFailed)
        where T : class
    {
        var notBefore = DateTimeOffset.MinValue;
        while (true)
        {
            var retryNow = Volatile.Read(ref _retryNow);
            try
            {
                if (notBefore - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, _closed.Token).ConfigureAwait(false);
                }

                using var ended = CancellationTokenSource.CreateLinkedTokenSource(retryNow.Token, _closed.Token);
                return await transport.SendUntilResponseAsync(request, read, OnFailed, ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_closed.IsCancellationRequested)
            {
                return null;
            }
            catch (OperationCanceledException) when (retryNow.IsCancellationRequested)
            {
                // The next attempt.
            }
        }

        void OnFailed(TimeSpan? retryAfter)
        {
            notBefore = retryAfter is { } pause ? time.GetUtcNow() + pause : DateTimeOffset.MinValue;
            attemptFailed();
        }
    }

    /// <summary>Cancels all requests.</summary>
    public void Dispose() => _closed.Cancel();
}
