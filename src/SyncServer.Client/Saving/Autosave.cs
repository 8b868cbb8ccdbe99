using SyncServer.Client.Http;

namespace SyncServer.Client.Saving;

/// <summary>Carries out what <see cref="SaveStateMachine"/> decides: sends saves, writes the draft, raises events. Thread-safe.</summary>
internal sealed partial class Autosave : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DocumentAddress _address;
    private readonly RetryingSender _sender;
    private readonly DraftWriter _drafts;
    private readonly SaveStateMachine _machine;
    private readonly Debouncer _debouncer;
    private readonly EventDispatcher _dispatcher;
    private readonly List<TaskCompletionSource<SyncStatus>> _flushes = [];

    private SyncStatus _published;
    private SaveResponse.Conflict? _publishedConflict;
    private SaveResponse.Accepted? _adopting;
    private SaveResponse? _reading;
    private bool _draftClosed;

    // The session of saves that no draft in the store has.
    private string? _unstoredSession;

    /// <summary>Creates it; nothing is sent yet.</summary>
    public Autosave(
        DocumentAddress address, ClientSession session, Transport transport, DraftWriter drafts, SyncDocumentOptions options, TimeProvider time, EventDispatcher dispatcher,
        Func<SyncContent, bool>? parses)
    {
        (_address, _sender, _drafts, _dispatcher) = (address, new RetryingSender(transport, time), drafts, dispatcher);
        _machine = new SaveStateMachine(session.Id, session.Sequence, ClientSession.NewId, options.MaxInFlight, options.Merge, parses);
        _debouncer = new Debouncer(time, options.Debounce, options.MaxWait, () => Update(machine => machine.Flush()));
        _published = new SyncStatus(SyncState.Saved, 0);
        drafts.ErrorChanged = () => Update(_ => _unstoredSession = _drafts.Error is null ? null : _unstoredSession);
    }

    /// <summary>Called after each update, outside of the lock.</summary>
    public Action Updated { get; set; } = () => { };

    /// <summary>The current status.</summary>
    public SyncStatus Status => Read(StatusOf);

    /// <summary>Starts from a version that was read.</summary>
    /// <exception cref="UnreadableContentException">It cannot be shown.</exception>
    public void Open(DocumentVersion version, SyncContent? content)
    {
        lock (_gate)
        {
            if (_machine.WhyUnreadable(version, content) is { } error)
            {
                throw error;
            }

            _machine.Open(version, content);
            _published = StatusOf(_machine);
        }

        Update(_ => { });
    }

    /// <summary>Starts from a draft or a copy.</summary>
    /// <param name="draft">The draft or copy.</param>
    /// <param name="isNewest">Whether it is the newest version.</param>
    /// <exception cref="UnreadableContentException">The application cannot read it.</exception>
    public void Open(Draft draft, bool isNewest)
    {
        lock (_gate)
        {
            if (_machine.WhyUnparsable(draft.Adopted, draft.Newest()) is { } error)
            {
                throw error;
            }

            _machine.Open(draft);
            _machine.Offline = !draft.IsUnsaved && !isNewest;
            _published = draft.IsUnsaved ? _published : StatusOf(_machine);
        }

        Update(_ => { });
    }

    /// <summary>Reads the state.</summary>
    public T Read<T>(Func<SaveStateMachine, T> read)
    {
        lock (_gate)
        {
            return read(_machine);
        }
    }

    /// <summary>The user changes the content. The same content again is not a change.</summary>
    public void Edit(Func<SyncContent?, SyncContent> edit)
    {
        Update(machine =>
        {
            ObjectDisposedException.ThrowIf(machine.Closed, typeof(SyncDocument));
            var content = edit(machine.Content);
            if (!content.Equals(machine.Content))
            {
                machine.Edit(content);
            }

            if (machine.State is not SyncState.Saved)
            {
                _debouncer.Trigger();
            }
        });
    }

    /// <summary>Updates the state, sends pending changes at once, and waits until the status does not change by itself.</summary>
    public Task<SyncStatus> FlushAsync(Action<SaveStateMachine> update, CancellationToken cancellation)
    {
        var stable = new TaskCompletionSource<SyncStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        Update(machine =>
        {
            update(machine);
            _debouncer.Cancel();
            machine.Flush();
            _flushes.Add(stable);
        });
        return stable.Task.WaitAsync(cancellation);
    }

    /// <summary>Starts the next attempt of all retries at once.</summary>
    public void RetryNow() => _sender.RetryNow();

    /// <summary>A lock was released, which may have been the reason for a refusal.</summary>
    public void Unlocked() => Update(machine =>
    {
        if (machine.Error is SyncProblemException { Type: "locked" })
        {
            machine.Flush();
        }
    });

    /// <summary>Sends nothing more, and writes the draft.</summary>
    public async Task CloseAsync()
    {
        Update(machine => machine.Close());
        _sender.Dispose();
        lock (_gate)
        {
            _ = _drafts.WriteAsync(ToDraft());
            _draftClosed = true;
        }

        await _drafts.CloseAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _debouncer.Dispose();
        _sender.Dispose();
    }

    /// <summary>Updates the state, and carries out what follows from it.</summary>
    public void Update(Action<SaveStateMachine> update)
    {
        var saves = new List<(Save Save, bool IsNew)>();
        SaveResponse? awaitingRead = null;
        Task written;
        lock (_gate)
        {
            update(_machine);
            for (var last = _machine.Sequence; _machine.NextSave() is { } save;)
            {
                saves.Add((save, save.Sequence > last));
            }

            if (!ReferenceEquals(_machine.AwaitingRead, _reading))
            {
                awaitingRead = _reading = _machine.AwaitingRead;
            }

            // Written before the saves are sent, so that a crash loses nothing. Not after the document is closed: it may be open again.
            written = _drafts.IsOn && !_draftClosed ? _drafts.WriteAsync(ToDraft()) : Task.CompletedTask;
            Publish();
        }

        foreach (var (save, isNew) in saves)
        {
            _ = SendAsync(save, isNew, written);
        }

        if (awaitingRead is not null)
        {
            _ = ReadAsync(awaitingRead);
        }

        Updated();
    }

    private async Task SendAsync(Save save, bool isNew, Task written)
    {
        await written.ConfigureAwait(false);
        if (isNew && _drafts.Error is not null && Read(_ => !string.Equals(save.Session, _unstoredSession, StringComparison.Ordinal)))
        {
            Update(machine =>
            {
                machine.Recall(save);
                _unstoredSession = machine.Session;
            });
            return;
        }

        SaveResponse? response;
        try
        {
            response = await _sender.SendAsync(() => SaveRequests.Request(_address, save), reply => SaveRequests.Response(save, reply), () => AttemptFailed(save))
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Without a token the save cannot be sent.
            response = new SaveResponse.NotFinal(e);
        }

        if (response is not null)
        {
            Update(machine => machine.Responded(save, response));
        }
    }

    private async Task ReadAsync(SaveResponse awaiting)
    {
        try
        {
            if (await _sender.SendAsync(() => SaveRequests.Read(_address, awaiting), reply => reply, () => AttemptFailed(awaiting)).ConfigureAwait(false) is { } reply)
            {
                var found = reply.IsAbsent && awaiting is SaveResponse.SequenceUnknown ? reply : reply.EnsureSuccess();
                Update(machine => machine.HeadRead(awaiting, awaiting is SaveResponse.Conflict conflict ? conflict.Current : found.Version, found.Content));
            }
        }
        catch (Exception e)
        {
            Update(machine => machine.ReadFailed(awaiting, e));
        }
    }

    private void AttemptFailed(object attempted)
    {
        lock (_gate)
        {
            _machine.AttemptFailed(attempted);
            Publish();
        }
    }

    private Draft? ToDraft() => _machine.ToDraft(_address.Collection, _address.Id);
}
