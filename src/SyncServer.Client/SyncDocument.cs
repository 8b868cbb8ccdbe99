using SyncServer.Client.Http;
using SyncServer.Client.Live;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// One document, open for editing. Its members may be called from any thread. Its events are raised one after the other in the synchronization context in which the document
/// was opened; without one, on the thread pool. There, use <see cref="Update"/>, as the content may change between reading and saving it.
/// An exception from an event handler is unhandled where the event is raised.
/// </summary>
public sealed partial class SyncDocument : IAsyncDisposable
{
    private readonly Autosave _autosave;
    private readonly DocumentAddress _address;
    private readonly SyncDocumentOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closed = new();
    private readonly RemoteReader _remote;
    private readonly EventStream _events;
    private readonly DocumentSession _session;
    private readonly Action<long> _forget;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EventHandler<SyncConflict>? _conflict;
    private int _ending;
    private SyncConflict? _standing;

    internal SyncDocument(DocumentAddress address, ClientSession session, Wire wire, DraftWriter drafts, SyncDocumentOptions options, TimeProvider time, Turns turns, Action<long> forget)
    {
        (_address, _options, _time, _forget) = (address, options, time, forget);
        _autosave = new Autosave(address, session, wire, drafts, options, time, turns)
        {
            StatusChanged = status => StatusChanged?.Invoke(this, status),
            ContentChanged = change => RemoteChanged?.Invoke(this, change),
            ConflictMet = Meet,
        };
        _session = new DocumentSession(address, () => _autosave.Look(edits => edits.Session), wire, time);
        _remote = new RemoteReader(address, wire, _autosave, _closed.Token);
        _autosave.Stepped = _remote.Advance;
        _events = new EventStream(address, wire, time, Happened, _remote.Check);
    }

    /// <summary>Raised when <see cref="Status"/> has changed.</summary>
    public event EventHandler<SyncStatus>? StatusChanged;

    /// <summary>
    /// Raised when <see cref="Content"/> was replaced by the server's, because the server merged or somebody else saved; or, with <see cref="RemoteChange.Applied"/> false, when
    /// a newer version is known that the next save will merge with or meet as a conflict.
    /// </summary>
    public event EventHandler<RemoteChange>? RemoteChanged;

    /// <summary>Raised when a save met another session's version. A handler that is added while a conflict waits is called for that one.</summary>
    public event EventHandler<SyncConflict>? Conflict
    {
        // In a turn of its own, so that nobody is told twice.
        add => _autosave.Post(() =>
        {
            _conflict += value;
            if (StandingConflict is { } conflict)
            {
                value?.Invoke(this, conflict);
            }
        });
        remove => _autosave.Post(() => _conflict -= value);
    }

    /// <summary>Raised when somebody took or released a lock on the document. Only with <see cref="SyncDocumentOptions.Live"/>.</summary>
    public event EventHandler<SyncLockChange>? LockChanged;

    /// <summary>Raised when somebody came, left or does something else. Only with <see cref="SyncDocumentOptions.Live"/>.</summary>
    public event EventHandler<SyncPresent>? PresenceChanged;

    /// <summary>The collection.</summary>
    public string Collection => _address.Collection;

    /// <summary>The document's id within the collection.</summary>
    public string Id => _address.Id;

    /// <summary>What was read or typed last; null while the document does not exist or is deleted.</summary>
    public SyncContent? Content => _autosave.Look(edits => edits.Content);

    /// <summary>The current status.</summary>
    public SyncStatus Status => _autosave.Status;

    /// <summary>The conflict that waits for a choice; null if there is none.</summary>
    public SyncConflict? StandingConflict => _standing is { } conflict && conflict.Answer == _autosave.Look(edits => edits.Conflict) ? conflict : null;

    /// <summary>Takes what was typed as the content, and saves it after a pause of <see cref="SyncDocumentOptions.Debounce"/>. Call it after each change.</summary>
    /// <param name="content">The whole content.</param>
    public void Save(SyncContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        _autosave.Type(_ => content);
    }

    /// <summary>Changes the content as it is at this moment, and saves it as <see cref="Save"/> does.</summary>
    /// <param name="edit">Gets the current content, null while the document does not exist, and returns the new one. It must be quick and must not use the document.</param>
    public void Update(Func<SyncContent?, SyncContent> edit) => _autosave.Type(edit);

    /// <summary>Sends what was typed without waiting for a pause, and waits until it is saved.</summary>
    /// <param name="cancellation">Ends the wait; what was typed is saved all the same.</param>
    /// <returns>The status once all is saved, or cannot be saved without a choice.</returns>
    public Task<SyncStatus> FlushAsync(CancellationToken cancellation = default) => _autosave.FlushAsync(_ => { }, cancellation);

    /// <summary>Deletes the document, after what was typed before is saved. Typing afterwards creates it again.</summary>
    /// <param name="cancellation">Ends the wait; what was typed is saved all the same.</param>
    /// <returns>The status once it is deleted, or cannot be deleted without a choice.</returns>
    public Task<SyncStatus> DeleteAsync(CancellationToken cancellation = default) => _autosave.FlushAsync(edits => edits.Type(null), cancellation);

    /// <summary>
    /// Continues after a sleep of the machine or a time without network: saves that wait for a retry are sent at once, then the newest version is asked for. A pause that the
    /// server asked for with <c>Retry-After</c> is kept.
    /// </summary>
    /// <param name="cancellation">Ends the wait; what was typed is saved all the same.</param>
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
    /// <exception cref="SyncProblemException">Another session holds it (<see cref="SyncProblemException.Name"/> is <c>locked</c>), or it is not allowed.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public Task<SyncLock> LockAsync(string scope = "", bool takeover = false, CancellationToken cancellation = default) => _session.LockAsync(scope, takeover, cancellation);

    /// <summary>Shows others that this session is at the document (docs/protocol.md, section 10), until the presence is disposed.</summary>
    /// <param name="activity">What the user does. Default <see cref="SyncActivity.Viewing"/>.</param>
    /// <param name="field">The JSON pointer of the part where; default null.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>The presence.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The activity is <see cref="SyncActivity.Gone"/>.</exception>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public Task<SyncPresence> JoinAsync(SyncActivity activity = SyncActivity.Viewing, string? field = null, CancellationToken cancellation = default) =>
        _session.JoinAsync(activity, field, cancellation);

    /// <summary>Asks who is at the document (docs/protocol.md, section 10).</summary>
    /// <param name="cancellation">Cancels the request.</param>
    /// <returns>One item for each session.</returns>
    /// <exception cref="SyncProblemException">The server refuses it.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public Task<IReadOnlyList<SyncPresent>> ListPresentAsync(CancellationToken cancellation = default) => _session.ListAsync(cancellation);

    /// <summary>Saves what was typed, waits for it up to <see cref="SyncDocumentOptions.CloseWait"/>, and closes the document.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ending, 1) != 0)
        {
            await _ended.Task.ConfigureAwait(false);
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
                // The draft keeps it.
            }
        }

        _events.Dispose();
        await _closed.CancelAsync().ConfigureAwait(false);
        await _autosave.CloseAsync().ConfigureAwait(false);
        _autosave.Dispose();
        _closed.Dispose();
        _forget(_autosave.Look(edits => edits.Sequence));
        _ended.SetResult();
    }

    internal void Start(Known version, SyncContent? content)
    {
        _autosave.Open(version, content);
        Follow();
    }

    internal void Start(Draft draft)
    {
        _autosave.Open(draft);
        // Once all of it is saved.
        _remote.Check();
        Follow();
    }

    internal void Resume()
    {
        _autosave.Wake();
        _events.Restart();
        _remote.Check();
    }

    private void Follow()
    {
        if (_options.Live)
        {
            _ = _events.RunAsync();
        }
    }

    private void Meet(SaveAnswer.Conflict answer)
    {
        var conflict = new SyncConflict(this, answer);
        _standing = conflict;
        if (StandingConflict is not null)
        {
            _conflict?.Invoke(this, conflict);
        }
    }

    private void Happened(string type, System.Text.Json.JsonElement data)
    {
        switch (type)
        {
            case "saved" or "deleted":
                _remote.Tell(data.GetProperty("version").GetInt64(), WireJson.PersonIn(data, "savedBy"));
                break;
            case "locked" or "unlocked":
                var change = _session.Read(data, type is "locked");
                _autosave.Post(() => LockChanged?.Invoke(this, change));
                if (!change.Locked)
                {
                    _autosave.Unlocked();
                }

                break;
            case "presence":
                var present = DocumentSession.Read(data);
                _autosave.Post(() => PresenceChanged?.Invoke(this, present));
                break;
        }
    }
}
