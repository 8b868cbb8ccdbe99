namespace SyncServer.Client.Saving;

/// <summary>Keeps one document's draft as it changes: one write at a time, each of the newest state.</summary>
internal sealed class DraftWriter(IDraftStore? store, string collection, string id)
{
    private readonly Lock _gate = new();
    private Draft? _next;
    private TaskCompletionSource? _waiting;
    private bool _kept;
    private bool _running;

    /// <summary>Whether drafts are kept at all.</summary>
    public bool IsOn => store is not null;

    /// <summary>Why the last write failed.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Tells that the last write failed, or that one went well again.</summary>
    public Action ErrorChanged { get; set; } = () => { };

    /// <summary>Starts from what is kept already.</summary>
    public async Task<Draft?> ReadAsync(CancellationToken cancellation)
    {
        var draft = store is null ? null : await store.ReadAsync(collection, id, cancellation).ConfigureAwait(false);
        _kept = draft is not null;
        return draft;
    }

    /// <summary>Keeps a draft, or forgets it.</summary>
    /// <returns>Ends once this one, or a newer one, is kept.</returns>
    public Task KeepAsync(Draft? draft)
    {
        if (store is null)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (draft is null && !_kept && !_running)
            {
                return Task.CompletedTask;
            }

            _next = draft;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var kept = _waiting.Task;
            if (!_running)
            {
                _running = true;
                _ = RunAsync(store);
            }

            return kept;
        }
    }

    private async Task RunAsync(IDraftStore drafts)
    {
        // Whoever keeps a draft holds a lock.
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
                _kept = true;
                await drafts.WriteAsync(draft, CancellationToken.None).ConfigureAwait(false);
            }
            else if (_kept)
            {
                await drafts.DeleteAsync(collection, id, CancellationToken.None).ConfigureAwait(false);
                _kept = false;
            }

            return null;
        }
        catch (Exception e)
        {
            // Saves go on without drafts; the status tells.
            return e;
        }
    }
}
