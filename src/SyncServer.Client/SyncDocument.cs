using SyncServer.Client.Http;
using SyncServer.Client.Live;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// One document, open for editing. Its members may be called from any thread. Its events are raised one after the other in the synchronization context in which the document
/// was opened; without one, on the thread pool. There, use <see cref="Update"/>, as the content may change between reading and saving it.
/// An exception from an event handler is logged, and is unhandled in the synchronization context, if there is one; the document continues.
/// </summary>
public sealed partial class SyncDocument : IAsyncDisposable
{
    private readonly Autosave _autosave;
    private readonly DocumentAddress _address;
    private readonly Transport _transport;
    private readonly SyncDocumentOptions _options;
    private readonly TimeProvider _time;
    private readonly EventDispatcher _dispatcher;
    private readonly CancellationTokenSource _closed = new();
    private readonly RemoteWatcher _watcher;
    private readonly EventStream _events;
    private readonly LocksAndPresence _locksAndPresence;
    private readonly Action<long> _onClosed;
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EventHandler<SyncConflict>? _conflictHandlers;
    private int _disposing;
    private SyncConflict? _newestConflict;
    private SyncConflict? _raisedConflict;

    internal SyncDocument(
        DocumentAddress address, ClientSession session, Transport transport, DraftWriter drafts, SyncDocumentOptions options, TimeProvider time, EventDispatcher dispatcher,
        Func<SyncContent, bool>? parses, Action<long> onClosed)
    {
        (_address, _transport, _options, _time, _dispatcher, _onClosed) = (address, transport, options, time, dispatcher, onClosed);
        _autosave = new Autosave(address, session, transport, drafts, options, time, dispatcher, parses)
        {
            StatusChanged = status => StatusChanged?.Invoke(this, status),
            RemoteChanged = RaiseRemoteChanged,
            ConflictDetected = RaiseConflict,
        };
        _locksAndPresence = new LocksAndPresence(address, () => _autosave.Read(machine => machine.Session), transport, time);
        _watcher = new RemoteWatcher(address, transport, _autosave, time, _closed.Token);
        _autosave.Updated = _watcher.Advance;
        _events = new EventStream(address, transport, time, EventReceived, _watcher.CheckWhenIdle);
    }

    /// <summary>Raised when <see cref="Status"/> has changed.</summary>
    public event EventHandler<SyncStatus>? StatusChanged;

    /// <summary>
    /// Raised when <see cref="Content"/> was replaced by the server's, because the server merged, another session saved, or a conflict was resolved with another content; or, with
    /// <see cref="RemoteChange.Applied"/> false, when a newer version is known that the next save will merge with or meet as a conflict.
    /// </summary>
    public event EventHandler<RemoteChange>? RemoteChanged;

    /// <summary>Raised when a save met another session's version. A handler that is added while a conflict waits is called for that one.</summary>
    public event EventHandler<SyncConflict>? Conflict
    {
        // In the dispatcher, so that no handler is called twice for one conflict.
        add => _autosave.Post(() =>
        {
            _conflictHandlers += value;
            if (_raisedConflict is { } conflict && conflict == PendingConflict)
            {
                value?.Invoke(this, conflict);
            }
        });
        remove => _autosave.Post(() => _conflictHandlers -= value);
    }

    /// <summary>Raised when a lock on the document was taken, released, taken over or has expired. Only with <see cref="SyncDocumentOptions.Live"/>.</summary>
    public event EventHandler<SyncLockChange>? LockChanged;

    /// <summary>Raised when a session joined or left the document, or changed its presence. Only with <see cref="SyncDocumentOptions.Live"/>.</summary>
    public event EventHandler<SyncPresent>? PresenceChanged;

    internal DocumentAddress Address => _address;

    /// <summary>The collection.</summary>
    public string Collection => _address.Collection;

    /// <summary>The document's id within the collection.</summary>
    public string Id => _address.Id;

    /// <summary>The current content; null while the document does not exist or is deleted.</summary>
    public SyncContent? Content => _autosave.Read(machine => machine.Content);

    /// <summary>The current status.</summary>
    public SyncStatus Status => _autosave.Status;

    /// <summary>The conflict that waits for a choice; null if there is none.</summary>
    public SyncConflict? PendingConflict => _autosave.Read(machine => machine.Conflict is not { } response ? null
        : ReferenceEquals(_newestConflict?.Response, response) ? _newestConflict
        : _newestConflict = new SyncConflict(this, response));

    /// <summary>
    /// Takes the user's content, and saves it after a pause of <see cref="SyncDocumentOptions.Debounce"/>. Call it after each change; the same content again is not a change.
    /// </summary>
    /// <param name="content">The whole content.</param>
    public void Save(SyncContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        _autosave.Edit(_ => content);
    }

    /// <summary>Changes the content as it is at this moment, and saves it as <see cref="Save"/> does.</summary>
    /// <param name="edit">Gets the current content, null while the document does not exist, and returns the new one. It must be quick and must not use the document.</param>
    public void Update(Func<SyncContent?, SyncContent> edit) => _autosave.Edit(edit);

    /// <summary>Sends pending changes without waiting for a pause in typing, and waits until they are saved.</summary>
    /// <param name="cancellation">Ends the wait; the changes are saved nevertheless.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    public Task<SyncStatus> FlushAsync(CancellationToken cancellation = default)
    {
        var flushed = _autosave.FlushAsync(_ => { }, cancellation);
        if (Status.State is SyncState.Unreadable)
        {
            _watcher.CheckWhenIdle();
        }

        return flushed;
    }

    /// <summary>Deletes the document, after earlier changes are saved. Saving afterwards creates it again.</summary>
    /// <param name="cancellation">Ends the wait; the document is deleted nevertheless.</param>
    /// <returns>The status once it is deleted, or cannot be deleted without a choice.</returns>
    public Task<SyncStatus> DeleteAsync(CancellationToken cancellation = default) => _autosave.FlushAsync(machine => machine.Edit(null), cancellation);

    /// <summary>
    /// Continues after a sleep of the machine or a time without network: saves that wait for a retry are sent at once, then the newest version is read. A pause that the
    /// server asked for with <c>Retry-After</c> is kept.
    /// </summary>
    /// <param name="cancellation">Ends the wait; the changes are saved nevertheless.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    public Task<SyncStatus> ResumeAsync(CancellationToken cancellation = default)
    {
        Resume();
        return FlushAsync(cancellation);
    }

    /// <summary>Takes a lock on the document or a part of it (docs/protocol.md, section 7). It is renewed until it is disposed.</summary>
    /// <param name="scope">The JSON pointer of the part; empty, which is the default, is the whole document.</param>
    /// <param name="takeover">Whether the lock may be taken from its holder. Default false.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="SyncProblemException">Another session holds it (<see cref="SyncProblemException.Type"/> is <c>locked</c>), or it is not allowed.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public Task<SyncLock> LockAsync(string scope = "", bool takeover = false, CancellationToken cancellation = default) =>
        _locksAndPresence.LockAsync(scope, takeover, cancellation);

    /// <summary>Shows others that this session has the document open (docs/protocol.md, section 10), until the presence is disposed.</summary>
    /// <param name="state">What the user does. Default <see cref="SyncPresenceState.Viewing"/>.</param>
    /// <param name="field">The JSON pointer of the part where; default null.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The presence.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The state is <see cref="SyncPresenceState.Gone"/>.</exception>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public Task<SyncPresence> JoinAsync(SyncPresenceState state = SyncPresenceState.Viewing, string? field = null, CancellationToken cancellation = default) =>
        _locksAndPresence.JoinAsync(state, field, cancellation);

    /// <summary>Lists the sessions that have the document open (docs/protocol.md, section 10).</summary>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>One item for each session.</returns>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public Task<IReadOnlyList<SyncPresent>> ListPresentAsync(CancellationToken cancellation = default) => _locksAndPresence.ListAsync(cancellation);

    /// <summary>Saves pending changes, waits for it up to <see cref="SyncDocumentOptions.CloseWait"/>, and closes the document.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposing, 1) != 0)
        {
            await _disposed.Task.ConfigureAwait(false);
            return;
        }

        using (var limit = new CancellationTokenSource(_options.CloseWait, _time))
        {
            try
            {
                await FlushAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The draft has the rest.
            }
        }

        _events.Dispose();
        await _closed.CancelAsync().ConfigureAwait(false);
        await _autosave.CloseAsync().ConfigureAwait(false);
        _autosave.Dispose();
        _closed.Dispose();
        _onClosed(_autosave.Read(machine => machine.Sequence));
        _disposed.SetResult();
    }

    internal void Start(DocumentVersion version, SyncContent? content)
    {
        _autosave.Open(version, content);
        StartEvents();
    }

    internal void Start(Draft draft, bool isNewest = false)
    {
        _autosave.Open(draft, isNewest);
        if (!isNewest)
        {
            _watcher.CheckWhenIdle();
        }

        StartEvents();
    }

    internal Task<SyncStatus> RetryAsync(CancellationToken cancellation)
    {
        _autosave.RetryNow();
        return FlushAsync(cancellation);
    }

    internal void Resume()
    {
        _autosave.RetryNow();
        _events.Restart();
        _watcher.CheckWhenIdle();
    }

    private void StartEvents()
    {
        if (_options.Live)
        {
            _ = _events.RunAsync();
        }
    }

    private void RaiseRemoteChanged(RemoteChange change) => _dispatcher.Raise(() => RemoteChanged?.Invoke(this, change));

    private void RaiseConflict(SaveResponse.Conflict response)
    {
        if (PendingConflict is { } conflict && ReferenceEquals(conflict.Response, response))
        {
            _raisedConflict = conflict;
            _conflictHandlers?.Invoke(this, conflict);
        }
    }

    private void EventReceived(string type, System.Text.Json.JsonElement data)
    {
        switch (type)
        {
            case "saved" or "deleted":
                _watcher.Announce(data.GetProperty("version").GetInt64(), ProtocolJson.Person(data, "savedBy"));
                break;
            case "locked" or "unlocked":
                var change = _locksAndPresence.ReadLockChange(data, type is "locked");
                _autosave.Post(() => LockChanged?.Invoke(this, change));
                if (!change.Locked)
                {
                    _autosave.Unlocked();
                }

                break;
            case "presence":
                var present = LocksAndPresence.ReadPresent(data);
                _autosave.Post(() => PresenceChanged?.Invoke(this, present));
                break;
        }
    }
}
