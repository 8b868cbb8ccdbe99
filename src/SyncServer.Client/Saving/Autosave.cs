using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>Carries out what <see cref="Edits"/> decides: sends, keeps drafts, tells listeners.</summary>
internal sealed class Autosave : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DocumentAddress _address;
    private readonly Wire _wire;
    private readonly DraftWriter _drafts;
    private readonly Edits _edits;
    private readonly Debounce _debounce;
    private readonly Turns _turns;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<TaskCompletionSource<SyncStatus>> _waiting = [];

    private CancellationTokenSource _waking = new();
    private SyncStatus _told;
    private SaveAnswer.Conflict? _toldConflict;
    private SaveAnswer.Accepted? _adopting;

    /// <summary>Sets it up; nothing is sent yet.</summary>
    public Autosave(DocumentAddress address, ClientSession session, Wire wire, DraftWriter drafts, SyncDocumentOptions options, TimeProvider time, Turns turns)
    {
        (_address, _wire, _drafts, _turns) = (address, wire, drafts, turns);
        _edits = new Edits(session, options.MaxInFlight, options.Merge);
        _debounce = new Debounce(time, options.Debounce, options.MaxWait, () => Step(edits => edits.Release()));
        _told = new SyncStatus(SyncState.Saved, 0);
        drafts.ErrorChanged = () => Step(_ => { });
    }

    /// <summary>Told of each change of the status.</summary>
    public Action<SyncStatus> StatusChanged { get; set; } = _ => { };

    /// <summary>Told when the content became another one than what was typed.</summary>
    public Action<RemoteChange> ContentChanged { get; set; } = _ => { };

    /// <summary>Told of a conflict.</summary>
    public Action<SaveAnswer.Conflict> ConflictMet { get; set; } = _ => { };

    /// <summary>Told after each step, outside of it.</summary>
    public Action Stepped { get; set; } = () => { };

    /// <summary>How it stands.</summary>
    public SyncStatus Status => Look(StatusOf);

    /// <summary>Starts from what was read.</summary>
    public void Open(Known known, SyncContent? content)
    {
        lock (_gate)
        {
            _edits.Open(known, content);
            _told = StatusOf(_edits);
        }
    }

    /// <summary>Starts from a draft: its save without an answer goes first.</summary>
    public void Open(Draft draft)
    {
        Save? unanswered;
        lock (_gate)
        {
            unanswered = _edits.Open(draft);
        }

        if (unanswered is not null)
        {
            _ = DeliverAsync(unanswered, Task.CompletedTask);
        }

        Step(_ => { });
    }

    /// <summary>Looks at the state.</summary>
    public T Look<T>(Func<Edits, T> look)
    {
        lock (_gate)
        {
            return look(_edits);
        }
    }

    /// <summary>Takes what was typed.</summary>
    public void Type(Func<SyncContent?, SyncContent> edit)
    {
        Step(edits =>
        {
            ObjectDisposedException.ThrowIf(edits.Closed, typeof(SyncDocument));
            var content = edit(edits.Content);
            if (edits.State is SyncState.Saved && content.Equals(edits.Content))
            {
                return;
            }

            edits.Type(content);
            _debounce.Poke();
        });
    }

    /// <summary>Changes the state so that what is pending goes at once, and waits until it will not change by itself.</summary>
    public Task<SyncStatus> FlushAsync(Action<Edits> change, CancellationToken cancellation)
    {
        var rest = new TaskCompletionSource<SyncStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        Step(edits =>
        {
            change(edits);
            _debounce.Cancel();
            edits.Release();
            _waiting.Add(rest);
        });
        return rest.Task.WaitAsync(cancellation);
    }

    /// <summary>Tries at once what waits for its time.</summary>
    public void Wake() => Interlocked.Exchange(ref _waking, new CancellationTokenSource()).Cancel();

    /// <summary>Makes a version of the server the content in a turn of the listeners, if nothing typed is unsaved then.</summary>
    public void Adopt(Known known, SyncContent? content, SyncPerson? by) => _turns.Post(() =>
    {
        bool differs;
        lock (_gate)
        {
            differs = !Equals(content, _edits.Content);
            if (known.Version <= _edits.Base.Version || !_edits.Adopt(known, content))
            {
                return;
            }
        }

        if (differs)
        {
            ContentChanged(new RemoteChange(known.Version, content, Applied: true, by));
        }

        Step(_ => { });
    });

    /// <summary>Runs something in a turn of the listeners.</summary>
    public void Post(Action turn) => _turns.Post(turn);

    /// <summary>Sends nothing more.</summary>
    public async Task CloseAsync()
    {
        var kept = Task.CompletedTask;
        Step(edits => edits.Close());
        await _closing.CancelAsync().ConfigureAwait(false);
        lock (_gate)
        {
            kept = _drafts.KeepAsync(DraftOf());
        }

        await kept.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _debounce.Dispose();

    /// <summary>Changes the state, and does what follows from it.</summary>
    public void Step(Action<Edits> change)
    {
        var saves = new List<Save>();
        Task kept;
        lock (_gate)
        {
            change(_edits);
            while (_edits.Next() is { } save)
            {
                saves.Add(save);
            }

            // Before it is sent: a crash in between loses nothing.
            kept = _drafts.IsOn ? _drafts.KeepAsync(DraftOf()) : Task.CompletedTask;
            Tell();
        }

        foreach (var save in saves)
        {
            _ = DeliverAsync(save, kept);
        }

        Stepped();
    }

    private async Task DeliverAsync(Save save, Task kept)
    {
        await kept.ConfigureAwait(false);
        SaveAnswer answer;
        while (true)
        {
            var waking = Volatile.Read(ref _waking);
            try
            {
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(waking.Token, _closing.Token);
                var reply = await _wire.SendUntilAnsweredAsync(() => SaveRequests.Request(_address, save), () => Failed(save), ended.Token).ConfigureAwait(false);
                answer = SaveRequests.Answer(save, reply);
                break;
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException) when (waking.IsCancellationRequested)
            {
                // Again, at once: the same save.
            }
            catch (Exception e)
            {
                answer = new SaveAnswer.Refused(e);
                break;
            }
        }

        Step(edits => edits.Answered(save, answer));
    }

    private void Failed(Save save)
    {
        lock (_gate)
        {
            _edits.Failed(save);
            Tell();
        }
    }

    private SyncStatus StatusOf(Edits edits) => new(edits.State, Math.Max(edits.Base.Version, edits.OwnVersion), edits.Error, _drafts.Error);

    private Draft? DraftOf() => _edits.ToDraft(_address.Collection, _address.Id);

    /// <summary>Tells what changed. Called inside the lock.</summary>
    private void Tell()
    {
        if (_edits.Landed is { } landed && _adopting is null)
        {
            _adopting = landed;
            _turns.Post(() => AdoptLanded(landed));
        }

        var status = StatusOf(_edits);
        if (status != _told)
        {
            _told = status;
            _turns.Post(() => StatusChanged(status));
        }

        if (_edits.Conflict is { } conflict && conflict != _toldConflict)
        {
            _toldConflict = conflict;
            _turns.Post(() => ConflictMet(conflict));
        }

        if (status.State is not (SyncState.Saving or SyncState.Retrying))
        {
            _waiting.ForEach(rest => rest.TrySetResult(status));
            _waiting.Clear();
        }
    }

    private void AdoptLanded(SaveAnswer.Accepted landed)
    {
        var differs = false;
        lock (_gate)
        {
            _adopting = null;
            if (_edits.Landed == landed)
            {
                differs = !Equals(landed.Stored, _edits.Content);
                _edits.Adopt(landed.Known, landed.Stored);
            }
        }

        if (differs)
        {
            ContentChanged(new RemoteChange(landed.Known.Version, landed.Stored, Applied: true, SavedBy: null));
        }

        Step(_ => { });
    }
}
