using SyncServer.Client.Http;
using SyncServer.Client.Live;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// One document, open for editing. Its events are raised one after the other in the synchronization context in which it
/// was opened; where there is none, on the thread pool. There, use <see cref="Update"/>, as the content may change between reading and saving it.
/// What a listener throws is unhandled where it is raised.
/// </summary>
public sealed class SyncDocument : IAsyncDisposable
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

    /// <summary>The status changed.</summary>
    public event EventHandler<SyncStatus>? StatusChanged;

    /// <summary>
    /// The content became another one than what was typed, as the server merged it or somebody else saved; or, where that is not applied,
    /// there is something new that the next save will meet.
    /// </summary>
    public event EventHandler<RemoteChange>? RemoteChanged;

    /// <summary>Somebody else's version stands in the way of a save. Whoever subscribes while one stands is told of it.</summary>
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

    /// <summary>Somebody took or released a lock. Only where the document is live.</summary>
    public event EventHandler<SyncLockChange>? LockChanged;

    /// <summary>Somebody came, went or does something else. Only where the document is live.</summary>
    public event EventHandler<SyncPresent>? PresenceChanged;

    /// <summary>The collection.</summary>
    public string Collection => _address.Collection;

    /// <summary>The id.</summary>
    public string Id => _address.Id;

    /// <summary>What was read or typed last; null while the document does not exist.</summary>
    public SyncContent? Content => _autosave.Look(edits => edits.Content);

    /// <summary>How it stands now.</summary>
    public SyncStatus Status => _autosave.Status;

    /// <summary>The conflict that waits for a choice; null where none does.</summary>
    public SyncConflict? StandingConflict => _standing is { } conflict && conflict.Answer == _autosave.Look(edits => edits.Conflict) ? conflict : null;

    /// <summary>Takes what was typed, and saves it once typing pauses.</summary>
    public void Save(SyncContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        _autosave.Type(_ => content);
    }

    /// <summary>Changes the content as it is at this moment, and saves it once that pauses. The function must be quick, and not use the document.</summary>
    public void Update(Func<SyncContent?, SyncContent> edit) => _autosave.Type(edit);

    /// <summary>Sends what was typed without waiting for a pause.</summary>
    /// <returns>The status once all is saved, or cannot be without a choice.</returns>
    public Task<SyncStatus> FlushAsync(CancellationToken cancellation = default) => _autosave.FlushAsync(_ => { }, cancellation);

    /// <summary>Deletes the document, after what was typed before. Typing on creates it anew.</summary>
    public Task<SyncStatus> DeleteAsync(CancellationToken cancellation = default) => _autosave.FlushAsync(edits => edits.Type(null), cancellation);

    /// <summary>
    /// Goes on after a sleep or a time without network: what waits to be sent again goes at once, then it is asked whether others saved.
    /// </summary>
    public Task<SyncStatus> ResumeAsync(CancellationToken cancellation = default)
    {
        Resume();
        return FlushAsync(cancellation);
    }

    /// <summary>Takes a lock, which is renewed until it is disposed (protocol 7).</summary>
    /// <param name="scope">What it covers: a JSON pointer; empty is the whole document.</param>
    /// <param name="takeover">Whether it may be taken from its holder, where the server allows that.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SyncProblemException">Somebody else holds it (<c>locked</c>), or it is not allowed.</exception>
    public Task<SyncLock> LockAsync(string scope = "", bool takeover = false, CancellationToken cancellation = default) => _session.LockAsync(scope, takeover, cancellation);

    /// <summary>Shows others that somebody is here, until it is disposed (protocol 10).</summary>
    public Task<SyncPresence> JoinAsync(SyncActivity activity = SyncActivity.Viewing, string? field = null, CancellationToken cancellation = default) =>
        _session.JoinAsync(activity, field, cancellation);

    /// <summary>Who is here.</summary>
    public Task<IReadOnlyList<SyncPresent>> ListPresentAsync(CancellationToken cancellation = default) => _session.ListAsync(cancellation);

    /// <summary>Saves what was typed, waiting for it as long as <see cref="SyncDocumentOptions.CloseWait"/>, and ends.</summary>
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

    internal Task<SyncStatus> SettleAsync(SyncConflict conflict, Action<Edits> settle, CancellationToken cancellation) => _autosave.FlushAsync(
        edits =>
        {
            ExpectStanding(edits, conflict);
            settle(edits);
        },
        cancellation);

    internal async Task<SyncStatus> TakeTheirsAsync(SyncConflict conflict, CancellationToken cancellation)
    {
        await ReplaceAsync(conflict, edits => edits.GiveUp(conflict.Answer.Current, conflict.Theirs), cancellation).ConfigureAwait(false);
        return Status;
    }

    internal async Task<SyncStatus> MergeAsync(SyncConflict conflict, CancellationToken cancellation)
    {
        await ReplaceAsync(
            conflict,
            edits =>
            {
                if (edits.IsAsSent && Conflicts.Merged(conflict.Problem) is { } merged)
                {
                    edits.Replace(merged);
                    edits.Overwrite(_options.Merge);
                }
                else
                {
                    edits.LetMerge();
                }
            },
            cancellation).ConfigureAwait(false);
        return await FlushAsync(cancellation).ConfigureAwait(false);
    }

    internal void Postpone(SyncConflict conflict) => _autosave.Step(edits =>
    {
        ExpectStanding(edits, conflict);
        edits.Postpone();
    });

    /// <summary>Settles a conflict in a turn of the listeners, as that may replace the content.</summary>
    private async Task ReplaceAsync(SyncConflict conflict, Action<Edits> settle, CancellationToken cancellation)
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _autosave.Post(() =>
        {
            SyncContent? before = null, after = null;
            try
            {
                _autosave.Step(edits =>
                {
                    ExpectStanding(edits, conflict);
                    before = edits.Content;
                    settle(edits);
                    after = edits.Content;
                });
                settled.SetResult();
            }
            catch (InvalidOperationException e)
            {
                settled.SetException(e);
                return;
            }

            if (!Equals(before, after))
            {
                RemoteChanged?.Invoke(this, new RemoteChange(conflict.Version, after, Applied: true, conflict.SavedBy));
            }
        });
        await settled.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private static void ExpectStanding(Edits edits, SyncConflict conflict)
    {
        if (edits.Closed || edits.Conflict != conflict.Answer)
        {
            throw new InvalidOperationException("This conflict is settled already.");
        }
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
                break;
            case "presence":
                var present = DocumentSession.Read(data);
                _autosave.Post(() => PresenceChanged?.Invoke(this, present));
                break;
        }
    }
}
