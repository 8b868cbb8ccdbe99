using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>Sends requests again and again until there is an answer, or the document is closed.</summary>
internal sealed class Delivery(Wire wire, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private CancellationTokenSource _waking = new();

    /// <summary>Tries at once what waits by its own choice. What a server asked to wait waits on.</summary>
    public void Wake() => Interlocked.Exchange(ref _waking, new CancellationTokenSource()).Cancel();

    /// <summary>Sends a request until there is an answer.</summary>
    /// <param name="request">Makes it: the same one each time.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="failed">Told of each attempt that failed.</param>
    /// <returns>What was read; null where the document was closed before.</returns>
    public async Task<T?> SendAsync<T>(Func<HttpRequestMessage> request, Func<Reply, T> read, Action failed)
        where T : class
    {
        var notBefore = DateTimeOffset.MinValue;
        while (true)
        {
            var waking = Volatile.Read(ref _waking);
            try
            {
                if (notBefore - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, _closing.Token).ConfigureAwait(false);
                }

                using var ended = CancellationTokenSource.CreateLinkedTokenSource(waking.Token, _closing.Token);
                return await wire.SendUntilAnsweredAsync(request, read, Failed, ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return null;
            }
            catch (OperationCanceledException) when (waking.IsCancellationRequested)
            {
                // Again: the same request.
            }
        }

        void Failed(TimeSpan? asked)
        {
            notBefore = asked is { } pause ? time.GetUtcNow() + pause : DateTimeOffset.MinValue;
            failed();
        }
    }

    /// <summary>Sends nothing more, also where a save still waits to be stored.</summary>
    public void Dispose() => _closing.Cancel();
}
