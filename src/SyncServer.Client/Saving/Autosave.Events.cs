namespace SyncServer.Client.Saving;

// What the dispatcher raises.
internal sealed partial class Autosave
{
    /// <summary>Called by the dispatcher when the status has changed.</summary>
    public Action<SyncStatus> StatusChanged { get; set; } = _ => { };

    /// <summary>Called by the dispatcher when the content was replaced by the server's, or a newer version is known.</summary>
    public Action<RemoteChange> RemoteChanged { get; set; } = _ => { };

    /// <summary>Called by the dispatcher when a conflict waits for a choice.</summary>
    public Action<SaveResponse.Conflict> ConflictDetected { get; set; } = _ => { };

    /// <summary>The newest version was read: it is adopted in the dispatcher if nothing is unsaved then.</summary>
    /// <returns>A task that completes once that is decided.</returns>
    public Task HeadReadAsync(DocumentVersion version, SyncContent? content, SyncPerson? savedBy)
    {
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _dispatcher.Post(() =>
        {
            bool isAdopted, differs;
            try
            {
                lock (_gate)
                {
                    differs = !Equals(content, _machine.Content);
                    isAdopted = version.Number > _machine.Adopted.Number && _machine.TryAdopt(version, content);
                }
            }
            finally
            {
                decided.SetResult();
            }

            if (isAdopted && differs)
            {
                RemoteChanged(new RemoteChange(version.Number, content, Applied: true, savedBy));
            }

            Update(_ => { });
        });
        return decided.Task;
    }

    /// <summary>Runs an action in the dispatcher.</summary>
    public void Post(Action action) => _dispatcher.Post(action);

    private SyncStatus StatusOf(SaveStateMachine machine) => new(machine.State, machine.Acknowledged, machine.Unreadable ?? machine.Error, _drafts.Error);

    /// <summary>Queues the events of what changed. Called inside of the lock.</summary>
    private void Publish()
    {
        if (_machine.Adoptable is { } adoptable && _adopting is null)
        {
            _adopting = adoptable;
            _dispatcher.Post(() => AdoptResponse(adoptable));
        }

        var status = StatusOf(_machine);
        if (status != _published)
        {
            _published = status;
            _dispatcher.Post(() => StatusChanged(status));
        }

        if (_machine.Conflict is { } conflict && conflict != _publishedConflict)
        {
            _publishedConflict = conflict;
            _dispatcher.Post(() => ConflictDetected(conflict));
        }

        // A document that was opened offline is retrying with nothing to save, too.
        if (status.State is not (SyncState.Saving or SyncState.Retrying) || (_machine.Offline && _machine.IsIdle && _machine.Adoptable is null))
        {
            _flushes.ForEach(stable => stable.TrySetResult(status));
            _flushes.Clear();
        }
    }

    private void AdoptResponse(SaveResponse.Accepted response)
    {
        var isCurrent = false;
        lock (_gate)
        {
            _adopting = null;
            isCurrent = _machine.Adoptable == response && !_machine.Closed;
            if (isCurrent)
            {
                _machine.AdoptResponse();
            }
        }

        if (isCurrent)
        {
            RemoteChanged(new RemoteChange(response.Version.Number, response.OtherContent, Applied: true, SavedBy: null));
        }

        Update(_ => { });
    }
}
