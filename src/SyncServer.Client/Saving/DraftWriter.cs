namespace SyncServer.Client.Saving;

/// <summary>Writes the draft of one document as it changes: one write at a time, each of the newest state.</summary>
internal sealed class DraftWriter(IDraftStore? store, string collection, string id)
{
    private readonly Lock _gate = new();
    private Draft? _next;
    private TaskCompletionSource? _waiting;
    private bool _exists;
    private bool _running;

    /// <summary>Whether there is a draft store.</summary>
    public bool IsOn => store is not null;

    /// <summary>Why the last write failed.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Called when a write failed, or succeeded again.</summary>
    public Action ErrorChanged { get; set; } = () => { };

    /// <summary>Reads the draft.</summary>
    public async Task<Draft?> ReadAsync(CancellationToken cancellation)
    {
        var draft = store is null ? null : await store.ReadAsync(collection, id, cancellation).ConfigureAwait(false);
        _exists = draft is not null;
        return draft;
    }

    /// <summary>Writes a draft, or deletes it.</summary>
    /// <returns>A task that completes once this draft, or a newer one, is durable or has failed.</returns>
    public Task WriteAsync(Draft? draft)
    {
        if (store is null)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (draft is null && !_exists && !_running)
            {
                return Task.CompletedTask;
            }

            _next = draft;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var written = _waiting.Task;
            if (!_running)
            {
                _running = true;
                _ = RunAsync(store);
            }

            return written;
        }
    }

    private async Task RunAsync(IDraftStore drafts)
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
                    return;
                }

                (draft, waiting, _waiting) = (_next, _waiting, null);
            }

            var error = await TryAsync(drafts, draft).ConfigureAwait(false);
            var changed = error is null != Error is null;
            Error = error;
            waiting.SetResult();
            if (changed)
            {
                ErrorChanged();
            }
        }
    }

    private async Task<Exception?> TryAsync(IDraftStore drafts, Draft? draft)
    {
        try
        {
            if (draft is not null)
            {
                _exists = true;
                await drafts.WriteAsync(draft, CancellationToken.None).ConfigureAwait(false);
            }
            else if (_exists)
            {
                await drafts.DeleteAsync(collection, id, CancellationToken.None).ConfigureAwait(false);
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
}
