namespace SyncServer.Client.Saving;

/// <summary>
/// The state machine of one document: which save is sent next, and what each response means (docs/protocol.md, section 13). It has no clock and no I/O, and is not
/// thread-safe.
/// </summary>
/// <remarks>
/// No refusal takes effect before all responses are there: a save that is still in flight may contain the refused one, or its response may explain the refusal.
/// Nothing new is sent meanwhile. Only the refusal of the newest save counts, as each save contains the ones before it.
/// </remarks>
/// <param name="session">The session of a document without a draft.</param>
/// <param name="sequence">The last sequence that was used in it.</param>
/// <param name="newSession">Makes a new Session-Id.</param>
/// <param name="maxInFlight">How many saves may be in flight.</param>
/// <param name="merge">Whether saves ask the server to merge; null where the collection's policy decides.</param>
/// <param name="parses">Whether the application can read a content; null if it reads all.</param>
internal sealed partial class SaveStateMachine(string session, long sequence, Func<string> newSession, int maxInFlight, bool? merge, Func<SyncContent, bool>? parses = null)
{
    private readonly PendingChanges _pending = new();

    // The saves in flight without a request on its way. They are retried first, in order, one at a time.
    private readonly List<Save> _retries = [];

    // The saves and reads whose last attempt failed.
    private readonly HashSet<object> _failing = new(ReferenceEqualityComparer.Instance);

    private SaveState _state = new(session, sequence);
    private SaveResponse? _refusal;
    private Exception? _notFinalError;
    private SaveResponse.Accepted? _adoptable;
    private bool _sendDue;
    private bool _held;
    private bool _renumbered;

    // The refusal for which the server refused to show the newest version. The next flush reads it again; nothing is sent before.
    private SaveResponse? _unread;
    private long _acceptedSince;

    // Whether the last choice asks for a merge, null where the option decides: it holds until its save is adopted.
    private bool? _choice;
    private bool _choiceDue;
    private string? _conflictId;

    // The newest content that was not null: a version of another kind cannot be shown.
    private SyncContent? _shown;

    /// <summary>The current content; null while the document does not exist or is deleted.</summary>
    public SyncContent? Content
    {
        get;
        private set => (field, _shown) = (value, value ?? _shown);
    }

    /// <inheritdoc cref="SaveState.Session"/>
    public string Session => _state.Session;

    /// <inheritdoc cref="SaveState.Sequence"/>
    public long Sequence => _state.Sequence;

    /// <inheritdoc cref="SaveState.Adopted"/>
    public DocumentVersion Adopted => _state.Adopted;

    /// <inheritdoc cref="SaveState.Acknowledged"/>
    public long Acknowledged => _state.Acknowledged;

    /// <inheritdoc cref="SaveState.Parent"/>
    public long? Parent => _state.Parent;

    /// <inheritdoc cref="SaveState.InFlight"/>
    public IReadOnlyList<Save> InFlight => _state.InFlight;

    /// <summary>The conflict that waits for a choice.</summary>
    public SaveResponse.Conflict? Conflict { get; private set; }

    /// <summary>The refusal that takes effect once the newest version is read.</summary>
    public SaveResponse? AwaitingRead { get; private set; }

    /// <summary>Whether the choice was postponed.</summary>
    public bool Postponed { get; private set; }

    /// <summary>Why the newest save was refused.</summary>
    public Exception? Error { get; private set; }

    /// <summary>The newest version, where it cannot be shown. Nothing is sent until a newer one can.</summary>
    public UnreadableContentException? Unreadable { get; private set; }

    /// <summary>Whether the document was opened with the copy of this device, and the newest version is still to be read.</summary>
    public bool Offline { get; set; }

    /// <summary>Whether nothing more is sent.</summary>
    public bool Closed { get; private set; }

    /// <summary>Whether nothing is in flight and nothing pending.</summary>
    public bool IsIdle => InFlight.Count == 0 && _pending.Count == 0;

    /// <summary>Whether changes wait that no request carries: pending ones, and saves that wait for a retry.</summary>
    public bool IsWaiting => !IsIdle && _retries.Count == InFlight.Count && Conflict is null;

    /// <summary>The response to the newest save, if it has other content that can be adopted because nothing was typed since.</summary>
    public SaveResponse.Accepted? Adoptable => _pending.Count == 0 ? _adoptable : null;

    /// <summary>The state to show.</summary>
    public SyncState State =>
        Closed ? SyncState.Closed
        : Conflict is not null ? Postponed ? SyncState.Postponed : SyncState.Conflict
        : Unreadable is not null ? SyncState.Unreadable
        : Error is not null ? SyncState.Refused
        : _failing.Count > 0 || Offline ? SyncState.Retrying
        : IsIdle && Adoptable is null ? SyncState.Saved
        : SyncState.Saving;

    /// <summary>Starts from a version that was read.</summary>
    public void Open(DocumentVersion version, SyncContent? content)
    {
        _state.Adopt(version);
        Content = content;
    }

    /// <summary>Starts from a draft or a copy: the saves in flight are retried first.</summary>
    public void Open(Draft draft)
    {
        _state = new SaveState(session, sequence, draft);
        _retries.AddRange(InFlight);
        _held = _retries.Count > 0;
        _pending.AddRange(draft.Pending);
        _sendDue = _pending.Count > 0;
        Content = draft.Newest();
    }

    /// <summary>The user changed the content; null deletes the document.</summary>
    public void Edit(SyncContent? content)
    {
        Content = content;
        _pending.Add(content);
    }

    /// <summary>Sends pending changes as soon as there is room, and tries again what was refused.</summary>
    public void Flush()
    {
        _sendDue = _pending.Count > 0;
        if (_sendDue || _retries.Count > 0)
        {
            (Error, _notFinalError) = (null, null);
            (AwaitingRead, _unread) = (_unread ?? AwaitingRead, null);
        }
    }

    /// <summary>The next save to send; null where there is none, or none may be sent now.</summary>
    public Save? NextSave()
    {
        if (Closed || Error is not null || Unreadable is not null)
        {
            return null;
        }

        if (_retries.Count > 0)
        {
            if (_retries.Count < InFlight.Count)
            {
                return null;
            }

            var retry = _retries[0];
            _retries.RemoveAt(0);
            return retry;
        }

        while (_sendDue && Conflict is null && AwaitingRead is null && !_held && _failing.Count == 0 && HasRoom())
        {
            var content = _pending.Dequeue();
            _sendDue = _pending.Count > 0;
            if (content is null && (Adopted.IsDeleted || Adopted.Number == 0) && Parent is null)
            {
                // There is nothing to delete.
                (_choiceDue, _conflictId) = (false, null);
                continue;
            }

            if (!_choiceDue && !_state.HasParents)
            {
                _choice = null;
            }

            var save = _state.Send(content, _state.ContinuesEarlierSession ? false : _choice ?? merge, _conflictId);
            (_adoptable, _acceptedSince, _choiceDue, _conflictId) = (null, 0, false, null);
            return save;
        }

        return null;
    }

    /// <summary>
    /// The newest version was read: it is adopted if nothing is unsaved and it is not older than a save of this client. If it cannot be shown, saves are held until one can.
    /// </summary>
    /// <returns>Whether it was adopted.</returns>
    public bool TryAdopt(DocumentVersion version, SyncContent? content)
    {
        if (!(IsIdle || Unreadable is not null) || Closed || version.Number < Acknowledged || version.Number <= Unreadable?.Version)
        {
            return false;
        }

        Unreadable = WhyUnreadable(version, content);
        if (Unreadable is null && IsIdle)
        {
            Adopt(version, content);
            return true;
        }

        // Held changes meet the version as any stale save does.
        _sendDue = _pending.Count > 0;
        return false;
    }

    /// <summary>Why a version cannot be shown; null if it can. Without content it can.</summary>
    public UnreadableContentException? WhyUnreadable(DocumentVersion version, SyncContent? content) =>
        content is not null && ContentFormat.WhyUnreadable(content, _shown) is { } reason ? new UnreadableContentException(version.Number, content.Type, reason)
        : WhyUnparsable(version, content);

    /// <summary>Why the application cannot read a content; null if it can.</summary>
    public UnreadableContentException? WhyUnparsable(DocumentVersion version, SyncContent? content) =>
        content is not null && parses?.Invoke(content) is false ? new UnreadableContentException(version.Number, content.Type, "The application cannot read it.") : null;

    /// <summary>Adopts what is <see cref="Adoptable"/>.</summary>
    public void AdoptResponse() => Adopt(_adoptable!.Version, _adoptable.OtherContent);

    /// <summary>Adopts a version, and discards pending changes and the conflict.</summary>
    public void Adopt(DocumentVersion version, SyncContent? content)
    {
        _pending.Clear();
        _state.Adopt(version);
        (_sendDue, _adoptable, Conflict, Postponed, Unreadable) = (false, null, null, false, null);
        (_choiceDue, _conflictId) = (false, null);
        Content = content;
    }

    /// <summary>Replaces all pending changes by one content.</summary>
    public void Replace(SyncContent content)
    {
        _pending.Clear();
        Edit(content);
    }

    /// <summary>Sends nothing more.</summary>
    public void Close() => Closed = true;

    /// <summary>What a crash must not lose; where all is saved, a copy of the adopted version, if the client has its content; else null.</summary>
    public Draft? ToDraft(string collection, string id)
    {
        // A save that a newer accepted one contains is on the server, whatever its response.
        List<Save> inFlight = [.. InFlight.Where(save => save.Sequence > _state.AcknowledgedSequence)];
        return inFlight.Count > 0 || _pending.Count > 0 ? _state.ToDraft(collection, id, inFlight, _pending.ToList()) with { Merge = merge }
            : IsIdle && !_state.HasParents && Adopted.Number > 0 && Adopted.IsDeleted == Content is null
                ? new Draft { Collection = collection, Id = id, Adopted = Adopted, Acknowledged = Acknowledged, AdoptedContent = Content }
            : null;
    }

    /// <summary>
    /// A save that was made now is not sent, as it could not be stored: a program that continues from an older draft must not share its session. Its content is sent under a new
    /// session, once nothing is in flight.
    /// </summary>
    public void Recall(Save save)
    {
        if (!InFlight.Contains(save))
        {
            return;
        }

        _state.Refuse(save);
        if (save.Sequence == Sequence)
        {
            _pending.Requeue(save.Content);
            _sendDue = true;
        }

        if (string.Equals(save.Session, Session, StringComparison.Ordinal))
        {
            _state.ChangeSession(newSession());
        }

        Conclude();
    }

    /// <summary>A delete travels alone: what follows it is another document. So does the first save of a new session.</summary>
    private bool HasRoom() => InFlight.Count == 0 || (InFlight.Count < maxInFlight && _pending.First is not null && InFlight[^1] is { Content: not null } last
        && string.Equals(last.Session, Session, StringComparison.Ordinal));
}
