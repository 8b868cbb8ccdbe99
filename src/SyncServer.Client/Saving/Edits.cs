namespace SyncServer.Client.Saving;

/// <summary>
/// What was typed into a document, when it may be sent, and what the answers mean (protocol 13). Pure: no clock, no wire. Not for two threads at once.
/// </summary>
/// <remarks>
/// No refusal is acted on while an answer is due: the answers to older saves may still change what the refusal means. Nothing is sent meanwhile, and
/// a refusal counts only if it is the newest save's, as each save holds all that the older ones did.
/// </remarks>
/// <param name="session">The session of a document without a draft.</param>
/// <param name="sequence">The last number that was used in it.</param>
/// <param name="newSession">Makes a new Session-Id.</param>
/// <param name="maxInFlight">How many saves may be in flight at once.</param>
/// <param name="merge">Whether the saves ask the server to merge.</param>
internal sealed partial class Edits(string session, long sequence, Func<string> newSession, int maxInFlight, bool merge)
{
    private readonly Unsent _unsent = new();

    // Those in flight that have no request on its way: they go first, verbatim, one after the other.
    private readonly List<Save> _repeats = [];
    private readonly HashSet<object> _failing = new(ReferenceEqualityComparer.Instance);

    private DocumentState _state = new(session, sequence);
    private SaveAnswer? _refusal;
    private Exception? _undecided;
    private SaveAnswer.Accepted? _stored;
    private bool _due;
    private bool _holding;
    private bool _renumbered;
    private long _acceptedSequence;
    private long _acceptedSince;

    // The numbers that were refused since nothing was in flight.
    private readonly HashSet<long> _refused = [];

    // Whether the user's last choice asks for a merge: it lasts until what the server made of it is adopted.
    private bool? _choice;
    private bool _chosen;
    private string? _conflictId;

    /// <summary>What was read or typed last; null while the document does not exist.</summary>
    public SyncContent? Content { get; private set; }

    /// <summary>The Session-Id.</summary>
    public string Session => _state.Session;

    /// <summary>The last number used.</summary>
    public long Sequence => _state.Sequence;

    /// <summary>The newest version adopted.</summary>
    public Known Adopted => _state.Adopted;

    /// <summary>The newest save that the content goes on from.</summary>
    public long? Parent => _state.Parent;

    /// <summary>The saves without a final answer.</summary>
    public IReadOnlyList<Save> InFlight => _state.InFlight;

    /// <summary>The newest version that was adopted, or named by the answer to a save.</summary>
    public long Acknowledged => _state.Acknowledged;

    /// <summary>The conflict that waits for a choice.</summary>
    public SaveAnswer.Conflict? Conflict { get; private set; }

    /// <summary>The refusal that cannot be acted on before the head is read.</summary>
    public SaveAnswer? Unread { get; private set; }

    /// <summary>Whether the choice was put off.</summary>
    public bool Postponed { get; private set; }

    /// <summary>Why the newest save was refused.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Whether nothing more is sent.</summary>
    public bool Closed { get; private set; }

    /// <summary>Whether everything typed is on the server.</summary>
    public bool Quiet => InFlight.Count == 0 && _unsent.Count == 0;

    /// <summary>Whether something is typed and nothing on its way.</summary>
    public bool IsOnlyTyped => InFlight.Count == 0 && _unsent.Count > 0 && Conflict is null;

    /// <summary>What the server stored in place of the newest save, where nothing was typed since: to be adopted.</summary>
    public SaveAnswer.Accepted? Stored => _unsent.Count == 0 ? _stored : null;

    /// <summary>The state that is shown.</summary>
    public SyncState State =>
        Closed ? SyncState.Closed
        : Conflict is not null ? Postponed ? SyncState.Postponed : SyncState.Conflict
        : Error is not null ? SyncState.Refused
        : _failing.Count > 0 ? SyncState.Retrying
        : Quiet && Stored is null ? SyncState.Saved
        : SyncState.Saving;

    /// <summary>Starts from what was read.</summary>
    public void Open(Known version, SyncContent? content)
    {
        _state.Adopt(version);
        Content = content;
    }

    /// <summary>Starts from a draft: its saves in flight go first.</summary>
    public void Open(Draft draft)
    {
        _state = new DocumentState(session, sequence, draft);
        _repeats.AddRange(InFlight);
        _holding = _repeats.Count > 0;
        _unsent.AddRange(draft.Unsent);
        _due = _unsent.Count > 0;
        Content = draft.Newest();
    }

    /// <summary>Takes what was typed; null deletes.</summary>
    public void Type(SyncContent? content)
    {
        Content = content;
        _unsent.Add(content);
    }

    /// <summary>What was typed may go. What was refused is tried again.</summary>
    public void Release()
    {
        _due = _unsent.Count > 0;
        if (_due || _repeats.Count > 0)
        {
            (Error, _undecided) = (null, null);
        }
    }

    /// <summary>The next save to send; null where there is none, or none may be sent now.</summary>
    public Save? Next()
    {
        if (Closed || Error is not null)
        {
            return null;
        }

        if (_repeats.Count > 0)
        {
            if (_repeats.Count < InFlight.Count)
            {
                return null;
            }

            var repeat = _repeats[0];
            _repeats.RemoveAt(0);
            return repeat;
        }

        while (_due && Conflict is null && Unread is null && !_holding && _failing.Count == 0 && HasRoom())
        {
            var content = _unsent.Take();
            _due = _unsent.Count > 0;
            if (content is null && (Adopted.IsDeleted || Adopted.Version == 0) && Parent is null)
            {
                // There is nothing to delete.
                (_chosen, _conflictId) = (false, null);
                continue;
            }

            if (!_chosen && !_state.HasParents)
            {
                _choice = null;
            }

            var save = _state.Send(content, (_choice ?? merge) && !_state.ContinuesEarlierSession, _conflictId);
            (_stored, _acceptedSince, _chosen, _conflictId) = (null, 0, false, null);
            return save;
        }

        return null;
    }

    /// <summary>Makes a version that was read the content. Only while nothing typed is unsaved, and not one from before a save of this client.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Adopt(Known version, SyncContent? content)
    {
        if (!Quiet || Closed || version.Version < Acknowledged)
        {
            return false;
        }

        GiveUp(version, content);
        return true;
    }

    /// <summary>Makes what is <see cref="Stored"/> the content.</summary>
    public void AdoptStored() => GiveUp(_stored!.Version, _stored.Other);

    /// <summary>Makes a version of the server the content; what was typed is given up, and with it a conflict.</summary>
    public void GiveUp(Known version, SyncContent? content)
    {
        _unsent.Clear();
        _state.Adopt(version);
        (_due, _stored, Conflict, Postponed) = (false, null, null, false);
        (_chosen, _conflictId) = (false, null);
        Content = content;
    }

    /// <summary>Takes one content in place of everything that is not sent.</summary>
    public void Replace(SyncContent content)
    {
        _unsent.Clear();
        Type(content);
    }

    /// <summary>Sends nothing more.</summary>
    public void Close() => Closed = true;

    /// <summary>What has to survive a crash; null where everything typed is on the server.</summary>
    public Draft? ToDraft(string collection, string id)
    {
        // What a newer accepted save contains is on the server, whatever the answer.
        List<Save> inFlight = [.. InFlight.Where(save => save.Sequence > _acceptedSequence)];
        return inFlight.Count == 0 && _unsent.Count == 0 ? null : _state.ToDraft(collection, id, inFlight, _unsent.ToList());
    }

    /// <summary>A delete travels alone.</summary>
    private bool HasRoom() => InFlight.Count == 0 || (InFlight.Count < maxInFlight && _unsent.First is not null && InFlight[^1].Content is not null);
}
