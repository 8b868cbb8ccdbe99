using Microsoft.Extensions.Logging;

namespace SyncServer.Client.Saving;

/// <summary>
/// Writes the draft of one document as it changes: one write at a time, each of the newest state. A store that does not respond delays saves once: until a call succeeds again,
/// nothing waits for it.
/// </summary>
internal sealed class DraftWriter(IDraftStore? store, DraftKey key, TimeSpan life, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxCall = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private Draft? _next;
    private TaskCompletionSource? _waiting;
    private TaskCompletionSource _ended = new();
    private bool _isRead;
    private bool _exists;
    private bool _running;
    private bool _closed;
    private bool _isSlow;

    /// <summary>Whether there is a draft store.</summary>
    public bool IsOn => store is not null;

    /// <summary>Why the last call failed.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Called when a write failed, or succeeded again.</summary>
    public Action ErrorChanged { get; set; } = () => { };

    /// <summary>Reads the draft. Without a draft that can be read, the document opens without one.</summary>
    public async Task<Draft?> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var draft = store is null ? null : await FindAsync(store, cancellation).AsTask().WaitAsync(MaxWait, time, cancellation).ConfigureAwait(false);
            (_isRead, _exists) = (true, draft is not null);
            return draft;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            (Error, _isSlow) = (e, e is TimeoutException);
            logger.DraftFailed(e, key.Collection, key.Id);
            return null;
        }
    }

    /// <summary>Writes a draft, or deletes it.</summary>
    /// <returns>A task that completes once this draft, or a newer one, is durable or has failed.</returns>
    public Task WriteAsync(Draft? draft)
    {
        lock (_gate)
        {
            if (store is null || (draft is null ? !_exists && _isRead && !_running : Error is null && draft.IsSameCopy(_next)))
            {
                return Task.CompletedTask;
            }

            _next = draft is null ? null : draft with { User = key.User, WrittenAt = time.GetUtcNow() };
            var written = RunAsync(store);
            return _isSlow ? Task.CompletedTask : written;
        }
    }

    /// <summary>Waits for the last write, and retries nothing more.</summary>
    public async Task CloseAsync()
    {
        var written = Task.CompletedTask;
        lock (_gate)
        {
            _closed = true;
            written = _running ? _ended.Task : written;
        }

        await Task.WhenAny(written, Task.Delay(MaxWait, time)).ConfigureAwait(false);
    }

    /// <summary>Starts the loop unless it runs. Called inside of the lock.</summary>
    private Task RunAsync(IDraftStore drafts)
    {
        _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var written = _waiting.Task;
        if (!_running)
        {
            _running = true;
            _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = LoopAsync(drafts);
        }

        return written;
    }

    private async Task LoopAsync(IDraftStore drafts)
    {
        // The caller holds a lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            Draft? draft;
            TaskCompletionSource waiting;
            lock (_gate)
            {
                if (_waiting is null)
                {
                    _running = false;
                    _ended.SetResult();
                    if (Error is not null && !_closed)
                    {
                        _ = RetryLaterAsync(drafts);
                    }

                    return;
                }

                (draft, waiting, _waiting) = (_next, _waiting, null);
            }

            var call = TryAsync(drafts, draft);
            try
            {
                await call.WaitAsync(MaxWait, time).ConfigureAwait(false);
            }
            catch (TimeoutException e)
            {
                // Saves continue. A store may have only one call for each document, so that the next one waits for the end of this one.
                SetError(e);
                waiting.SetResult();
                StopWaiting();
                await call.ConfigureAwait(false);
            }

            var error = await call.ConfigureAwait(false);
            _isSlow &= error is not null;
            SetError(error);
            waiting.TrySetResult();
        }
    }

    private void StopWaiting()
    {
        lock (_gate)
        {
            _isSlow = true;
            if (_waiting is not null)
            {
                _waiting.SetResult();
                _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private async Task RetryLaterAsync(IDraftStore drafts)
    {
        await Task.Delay(RetryAfter, time).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_running && !_closed && Error is not null)
            {
                _ = RunAsync(drafts);
            }
        }
    }

    private async Task<Exception?> TryAsync(IDraftStore drafts, Draft? draft)
    {
        using var limit = new CancellationTokenSource(MaxCall, time);
        try
        {
            if (!_isRead)
            {
                var found = await FindAsync(drafts, limit.Token).ConfigureAwait(false);
                if (found is { IsUnsaved: true })
                {
                    throw new IOException("The document was opened without its draft, which could not be read then. The draft is kept: open the document again.");
                }

                (_isRead, _exists) = (true, found is not null);
            }

            if (draft is not null)
            {
                _exists = true;
                await drafts.WriteAsync(draft, limit.Token).ConfigureAwait(false);
            }
            else if (_exists)
            {
                await drafts.DeleteAsync(key, limit.Token).ConfigureAwait(false);
                _exists = false;
            }

            return null;
        }
        catch (Exception e)
        {
            // Saves continue without drafts; the status has the error.
            return e;
        }
    }

    private async ValueTask<Draft?> FindAsync(IDraftStore drafts, CancellationToken cancellation)
    {
        var draft = await drafts.ReadAsync(key, cancellation).ConfigureAwait(false);
        return draft?.WrittenAt is { } writtenAt && time.GetUtcNow() - writtenAt > life ? null : draft;
    }

    private void SetError(Exception? error)
    {
        if (error?.GetType() == Error?.GetType())
        {
            return;
        }

        Error = error;
        if (error is not null)
        {
            logger.DraftFailed(error, key.Collection, key.Id);
        }

        ErrorChanged();
    }
}
