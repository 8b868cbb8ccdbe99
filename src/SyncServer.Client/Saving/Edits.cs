namespace SyncServer.Client.Saving;

/// <summary>
/// What is known of a document, what was typed and what is on its way. Pure: no clock, no wire. Not for two threads at once.
/// </summary>
/// <remarks>
/// The law for a client: <see cref="Base"/> is a version whose content the typed text was made on. An answer moves it only where what is stored
/// is what was sent, or where what is stored becomes the content.
/// </remarks>
/// <param name="session">The session of the saves made here.</param>
/// <param name="maxInFlight">How many saves may be on their way at once.</param>
/// <param name="merge">What the saves ask for on a conflict.</param>
internal sealed class Edits(ClientSession session, int maxInFlight, bool? merge)
{
    // Oldest first; null is a delete. Two saves are never neighbours: the newer one holds all of the older.
    private readonly List<SyncContent?> _pending = [];
    private readonly List<Save> _inFlight = [];
    private readonly HashSet<Save> _failing = new(ReferenceEqualityComparer.Instance);

    private Save? _newest;
    private SaveAnswer? _setback;
    private SaveAnswer.Accepted? _landed;
    private (bool? Merge, string? ConflictId) _settling = (merge, null);
    private bool _due;
    private bool _holding;
    private long _selfSettled;
    private long _acceptedSince;

    /// <summary>What was read or typed last; null while the document does not exist.</summary>
    public SyncContent? Content { get; private set; }

    /// <summary>The version that what is typed was made on.</summary>
    public Known Base { get; private set; } = new(0, null);

    /// <summary>The newest version that a save of this client made or met.</summary>
    public long OwnVersion { get; private set; }

    /// <summary>The conflict that stands.</summary>
    public SaveAnswer.Conflict? Conflict { get; private set; }

    /// <summary>Whether the choice was put off.</summary>
    public bool Postponed { get; private set; }

    /// <summary>Why the newest save was refused.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Whether nothing more is sent.</summary>
    public bool Closed { get; private set; }

    /// <summary>What was typed last and is not sent; null is a delete.</summary>
    public SyncContent? Mine => _pending.Count > 0 ? _pending[^1] : Content;

    /// <summary>Whether everything typed is on the server.</summary>
    public bool Quiet => _inFlight.Count == 0 && _pending.Count == 0;

    /// <summary>Whether something is typed and nothing on its way.</summary>
    public bool IsOnlyTyped => _inFlight.Count == 0 && _pending.Count > 0 && Conflict is null;

    /// <summary>What the server stored in place of the newest save, where nothing was typed since: to be adopted.</summary>
    public SaveAnswer.Accepted? Landed => Quiet ? _landed : null;

    /// <summary>How it stands.</summary>
    public SyncState State =>
        Closed ? SyncState.Closed
        : Conflict is not null ? Postponed ? SyncState.Postponed : SyncState.Conflict
        : Error is not null ? SyncState.Refused
        : _failing.Count > 0 ? SyncState.Retrying
        : Quiet && _landed is null ? SyncState.Saved
        : SyncState.Saving;

    /// <summary>Starts from what was read.</summary>
    public void Open(Known known, SyncContent? content) => (Base, Content) = (known, content);

    /// <summary>Starts from a draft.</summary>
    /// <returns>The save without an answer, which goes first.</returns>
    public Save? Open(Draft draft)
    {
        Base = draft.Base;
        _pending.AddRange(draft.Pending);
        _due = _pending.Count > 0;
        Content = draft.Newest();
        if (draft.Unanswered is { } save)
        {
            _newest = save;
            _inFlight.Add(save);
        }

        return draft.Unanswered;
    }

    /// <summary>Takes what was typed; null deletes.</summary>
    public void Type(SyncContent? content)
    {
        Content = content;
        if (_pending.Count > 0 && _pending[^1] is null == content is null)
        {
            _pending[^1] = content;
        }
        else
        {
            _pending.Add(content);
        }
    }

    /// <summary>What was typed may go. What was refused is tried anew.</summary>
    public void Release()
    {
        _due = _pending.Count > 0;
        Error = _due ? null : Error;
    }

    /// <summary>The next save to send; null where there is none, or none may be sent now.</summary>
    public Save? Next()
    {
        while (_due && Conflict is null && Error is null && !Closed && !_holding && _failing.Count == 0 && HasRoom())
        {
            var content = _pending[0];
            _pending.RemoveAt(0);
            _due = _pending.Count > 0;
            if (content is null && Base.ETag is null && OwnVersion <= Base.Version)
            {
                // There is nothing to delete.
                continue;
            }

            _landed = null;
            _acceptedSince = 0;
            _newest = new Save(session.Id, session.NextSequence(), content, Base, _settling.Merge, _settling.ConflictId);
            _settling = (merge, null);
            _inFlight.Add(_newest);
            return _newest;
        }

        return null;
    }

    /// <summary>An attempt at a save failed; another one follows.</summary>
    public void Failed(Save save)
    {
        if (_inFlight.Contains(save))
        {
            _failing.Add(save);
        }
    }

    /// <summary>A save has its answer.</summary>
    public void Answered(Save save, SaveAnswer answer)
    {
        _failing.Remove(save);
        if (!_inFlight.Remove(save))
        {
            return;
        }

        if (answer is SaveAnswer.Accepted accepted)
        {
            Accept(save, accepted);
        }
        else
        {
            // Those behind it face the same version. Whatever the newest is told counts: it holds all that the older ones did.
            _holding = true;
            if (save == _newest)
            {
                _setback = answer;
                TakeBack(save.Content);
            }
        }

        if (_inFlight.Count == 0)
        {
            Settle();
        }
    }

    /// <summary>Makes a version of the server the content. Only while nothing typed is unsaved.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Adopt(Known known, SyncContent? content)
    {
        if (!Quiet || Closed)
        {
            return false;
        }

        (Base, Content, _landed) = (known, content, null);
        return true;
    }

    /// <summary>Ends the conflict: what is pending goes next.</summary>
    /// <param name="known">What it is made on now.</param>
    /// <param name="merges">What it asks for.</param>
    public void Resolve(Known known, bool? merges)
    {
        _settling = (merges, Conflict!.Id);
        (Base, Conflict, Postponed, OwnVersion) = (known, null, false, known.Version);
        _due = _pending.Count > 0;
    }

    /// <summary>Ends the conflict with the server's content: what was typed is given up.</summary>
    public void GiveUp(Known known, SyncContent? content)
    {
        _pending.Clear();
        _due = false;
        (Conflict, Postponed) = (null, false);
        (Base, Content, OwnVersion) = (known, content, known.Version);
    }

    /// <summary>Takes one content in place of everything that is pending.</summary>
    public void Replace(SyncContent content)
    {
        _pending.Clear();
        Type(content);
    }

    /// <summary>Puts the choice off.</summary>
    public void Postpone() => Postponed = true;

    /// <summary>Sends nothing more.</summary>
    public void Close() => Closed = true;

    /// <summary>What has to survive a crash; null where everything typed is on the server.</summary>
    public Draft? ToDraft(string collection, string id)
    {
        // Older ones in flight do not matter once a newer one was accepted. They do where it was refused: what is pending is made on them.
        var unanswered = _setback is not null ? _inFlight.LastOrDefault() : _newest is not null && _inFlight.Contains(_newest) ? _newest : null;
        return unanswered is null && _pending.Count == 0 ? null
            : new Draft { Collection = collection, Id = id, Base = Base, Unanswered = unanswered, Pending = [.. _pending] };
    }

    /// <summary>A delete is on its way alone, and so are the saves of another session: nobody's order but the server's is theirs.</summary>
    private bool HasRoom() => _inFlight.Count == 0
        || (_inFlight.Count < maxInFlight && _pending[0] is not null && _newest is { Content: not null } && string.Equals(_newest.Session, session.Id, StringComparison.Ordinal));

    private void Accept(Save save, SaveAnswer.Accepted accepted)
    {
        OwnVersion = Math.Max(OwnVersion, accepted.Known.Version);
        _acceptedSince = Math.Max(_acceptedSince, accepted.Known.Version);
        if (accepted.IsMine && accepted.Known.Version > Base.Version)
        {
            Base = accepted.Known;
        }

        if (save == _newest)
        {
            _landed = accepted.Stored is null ? null : accepted;
        }
    }

    private void Settle()
    {
        var setback = _setback;
        (_setback, _holding) = (null, false);
        switch (setback)
        {
            case SaveAnswer.Refused refused:
                Error = refused.Error;
                break;
            case SaveAnswer.Conflict conflict when _acceptedSince > conflict.Current.Version:
                // An older save was accepted after it: there is another head now.
                _due = true;
                break;
            case SaveAnswer.Conflict { Self: true } conflict when conflict.Current.Version > _selfSettled:
                // Nobody else is involved: what was typed last is what its user wants (protocol 5).
                _selfSettled = conflict.Current.Version;
                _settling = (merge, conflict.Id);
                Base = conflict.Current;
                _due = true;
                break;
            case SaveAnswer.Conflict conflict:
                Conflict = conflict;
                break;
        }
    }

    /// <summary>What was refused is pending again, unless something newer of its kind is.</summary>
    private void TakeBack(SyncContent? content)
    {
        if (_pending.Count == 0 || _pending[0] is null != content is null)
        {
            _pending.Insert(0, content);
        }
    }
}
