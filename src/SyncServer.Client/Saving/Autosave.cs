using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>Carries out what <see cref="Edits"/> decides: sends, keeps drafts, tells listeners.</summary>
internal sealed class Autosave : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DocumentAddress _address;
    private readonly Delivery _delivery;
    private readonly DraftWriter _drafts;
    private readonly Edits _edits;
    private readonly Debounce _debounce;
    private readonly Turns _turns;
    private readonly List<TaskCompletionSource<SyncStatus>> _waiting = [];

    private SyncStatus _told;
    private SaveAnswer.Conflict? _toldConflict;
    private SaveAnswer.Accepted? _adopting;
    private SaveAnswer? _reading;
    private bool _kept;

    /// <summary>Sets it up; nothing is sent yet.</summary>
    public Autosave(DocumentAddress address, ClientSession session, Wire wire, DraftWriter drafts, SyncDocumentOptions options, TimeProvider time, Turns turns)
    {
        (_address, _delivery, _drafts, _turns) = (address, new Delivery(wire, time), drafts, turns);
        _edits = new Edits(session.Id, session.Sequence, ClientSession.NewId, options.MaxInFlight, options.Merge);
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

    /// <summary>The status now.</summary>
    public SyncStatus Status => Look(StatusOf);

    /// <summary>Starts from what was read.</summary>
    public void Open(Known version, SyncContent? content)
    {
        lock (_gate)
        {
            _edits.Open(version, content);
            _told = StatusOf(_edits);
        }
    }

    /// <summary>Starts from a draft: its saves in flight go first.</summary>
    public void Open(Draft draft) => Step(edits => edits.Open(draft));

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
            if (!content.Equals(edits.Content))
            {
                edits.Type(content);
            }

            if (edits.State is not SyncState.Saved)
            {
                _debounce.Poke();
            }
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

    /// <summary>Tries at once what waits to be sent again.</summary>
    public void Wake() => _delivery.Wake();

    /// <summary>A lock is gone, which may have been the reason of a refusal.</summary>
    public void Unlocked() => Step(edits =>
    {
        if (edits.Error is SyncProblemException { Name: "locked" })
        {
            edits.Release();
        }
    });

    /// <summary>Makes a version of the server the content in a turn of the listeners, if nothing typed is unsaved then.</summary>
    public void Adopt(Known version, SyncContent? content, SyncPerson? by) => _turns.Post(() =>
    {
        bool differs;
        lock (_gate)
        {
            differs = !Equals(content, _edits.Content);
            if (version.Version <= _edits.Adopted.Version || !_edits.Adopt(version, content))
            {
                return;
            }
        }

        if (differs)
        {
            ContentChanged(new RemoteChange(version.Version, content, Applied: true, by));
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
        _delivery.Dispose();
        lock (_gate)
        {
            kept = _drafts.KeepAsync(DraftOf());
            _kept = true;
        }

        await kept.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _debounce.Dispose();
        _delivery.Dispose();
    }

    /// <summary>Changes the state, and does what follows from it.</summary>
    public void Step(Action<Edits> change)
    {
        var saves = new List<Save>();
        SaveAnswer? unread = null;
        Task kept;
        lock (_gate)
        {
            change(_edits);
            while (_edits.Next() is { } save)
            {
                saves.Add(save);
            }

            if (!ReferenceEquals(_edits.Unread, _reading))
            {
                unread = _reading = _edits.Unread;
            }

            // Before it is sent: a crash in between loses nothing. Never once it is closed: another may have opened the document since.
            kept = _drafts.IsOn && !_kept ? _drafts.KeepAsync(DraftOf()) : Task.CompletedTask;
            Tell();
        }

        foreach (var save in saves)
        {
            _ = DeliverAsync(save, kept);
        }

        if (unread is not null)
        {
            _ = ReadAsync(unread);
        }

        Stepped();
    }

    private async Task DeliverAsync(Save save, Task kept)
    {
        await kept.ConfigureAwait(false);
        SaveAnswer? answer;
        try
        {
            answer = await _delivery.SendAsync(() => SaveRequests.Request(_address, save), reply => SaveRequests.Answer(save, reply), () => Failed(save)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // There is no token.
            answer = new SaveAnswer.Undecided(e);
        }

        if (answer is not null)
        {
            Step(edits => edits.Answered(save, answer));
        }
    }

    private async Task ReadAsync(SaveAnswer unread)
    {
        try
        {
            if (await _delivery.SendAsync(() => SaveRequests.Read(_address, unread), reply => reply, () => Failed(unread)).ConfigureAwait(false) is { } reply)
            {
                var found = reply.IsAbsent && unread is SaveAnswer.Doubtful ? reply : reply.Expect();
                Step(edits => edits.Read(unread, unread is SaveAnswer.Conflict conflict ? conflict.Current : found.Known, found.Content));
            }
        }
        catch (Exception e)
        {
            Step(edits => edits.ReadFailed(unread, e));
        }
    }

    private void Failed(object attempted)
    {
        lock (_gate)
        {
            _edits.Failed(attempted);
            Tell();
        }
    }

    private SyncStatus StatusOf(Edits edits) => new(edits.State, edits.Acknowledged, edits.Error, _drafts.Error);

    private Draft? DraftOf() => _edits.ToDraft(_address.Collection, _address.Id);

    /// <summary>Tells what changed. Called inside the lock.</summary>
    private void Tell()
    {
        if (_edits.Stored is { } stored && _adopting is null)
        {
            _adopting = stored;
            _turns.Post(() => AdoptStored(stored));
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

    private void AdoptStored(SaveAnswer.Accepted stored)
    {
        var isNow = false;
        lock (_gate)
        {
            _adopting = null;
            isNow = _edits.Stored == stored && !_edits.Closed;
            if (isNow)
            {
                _edits.AdoptStored();
            }
        }

        if (isNow)
        {
            ContentChanged(new RemoteChange(stored.Version.Version, stored.Other, Applied: true, SavedBy: null));
        }

        Step(_ => { });
    }
}
