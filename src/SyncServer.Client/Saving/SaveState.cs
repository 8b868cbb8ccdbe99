namespace SyncServer.Client.Saving;

/// <summary>
/// What a client remembers of one document in one session, and how events change it: the two tables of docs/protocol.md, section 13. The content and the pending
/// changes are kept by <see cref="SaveStateMachine"/>.
/// </summary>
internal sealed class SaveState
{
    private readonly List<Save> _inFlight = [];

    // The saves that the content continues, in ascending order: those that were not refused and whose version is not adopted. The last one is the parent; if it is
    // refused, the one before it takes its place.
    private readonly List<long> _parents = [];

    // The last sequence that was used before this session.
    private long _sessionStart;

    /// <summary>A document that is opened.</summary>
    public SaveState(string session, long sequence) => (Session, Sequence) = (session, sequence);

    /// <summary>A document that continues from a draft.</summary>
    public SaveState(string session, long sequence, Draft draft)
    {
        (Session, Sequence) = draft.Session is null ? (session, sequence) : (draft.Session, draft.Sequence);
        (_sessionStart, Adopted, Acknowledged, AcknowledgedSequence) = (draft.SessionStart, draft.Adopted, draft.Acknowledged, draft.AcknowledgedSequence);
        _parents.AddRange(draft.Parents);
        _inFlight.AddRange(draft.InFlight);
    }

    /// <summary>The Session-Id of the next save.</summary>
    public string Session { get; private set; }

    /// <summary>The newest version adopted, a tombstone included.</summary>
    public DocumentVersion Adopted { get; private set; } = DocumentVersion.None;

    /// <summary>The newest version that was adopted, or named by the response to a save; 0 for none.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>The last sequence used.</summary>
    public long Sequence { get; private set; }

    /// <summary>The highest sequence accepted; 0 for none.</summary>
    public long AcknowledgedSequence { get; private set; }

    /// <summary>The value of Save-Parent; null where the content was made on the adopted version, or continues saves of an earlier session.</summary>
    public long? Parent => _parents.Count > 0 && _parents[^1] > _sessionStart ? _parents[^1] : null;

    /// <summary>Whether the content continues a save whose version is not adopted, of this session or an earlier one.</summary>
    public bool HasParents => _parents.Count > 0;

    /// <summary>Whether the content continues saves of an earlier session. Under the new session the server does not know them, so it must not merge.</summary>
    public bool ContinuesEarlierSession => _parents.Exists(parent => parent <= _sessionStart);

    /// <summary>The saves without a final response, in ascending order.</summary>
    public IReadOnlyList<Save> InFlight => _inFlight;

    /// <summary>A version was opened, or is adopted later.</summary>
    public void Adopt(DocumentVersion version)
    {
        (Adopted, Acknowledged) = (version, version.Number);
        _parents.Clear();
    }

    /// <summary>Makes a save, which is in flight from now on.</summary>
    public Save Send(SyncContent? content, bool? merge, string? conflictId)
    {
        var save = new Save(Session, Sequence + 1, Parent, content, Adopted, merge, conflictId);
        Sequence = save.Sequence;
        _parents.Add(save.Sequence);
        _inFlight.Add(save);
        return save;
    }

    /// <summary>A 2xx without content, or with exactly what was sent.</summary>
    public void Accept(Save save, DocumentVersion version)
    {
        AcceptOther(save, version);
        // A document that does not exist any more has no version.
        if (version.Number > Adopted.Number || version == DocumentVersion.None)
        {
            Adopted = version;
        }

        _parents.Remove(save.Sequence);
    }

    /// <summary>A 2xx with other content, which is not adopted here.</summary>
    public void AcceptOther(Save save, DocumentVersion version)
    {
        Acknowledged = Math.Max(Acknowledged, version.Number);
        AcknowledgedSequence = Math.Max(AcknowledgedSequence, save.Sequence);
        _inFlight.Remove(save);
        // An accepted save is never refused, so that none before it can become the parent.
        _parents.RemoveAll(parent => parent < save.Sequence);
    }

    /// <summary>Whether the save's parent was refused, maybe before the document was closed and opened again.</summary>
    public bool LacksParent(Save save) => save.Parent > AcknowledgedSequence && !_parents.Contains(save.Parent.Value);

    /// <summary>The save was refused for good.</summary>
    public void Refuse(Save save)
    {
        _inFlight.Remove(save);
        _parents.Remove(save.Sequence);
    }

    /// <summary>The save has its final response, which changes nothing else.</summary>
    public void Ignore(Save save) => _inFlight.Remove(save);

    /// <summary>The next save goes under another Session-Id.</summary>
    public void ChangeSession(string session) => (Session, _sessionStart) = (session, Sequence);

    /// <summary>The state as a draft.</summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">Its id.</param>
    /// <param name="inFlight">The saves whose responses still matter.</param>
    /// <param name="pending">The pending changes.</param>
    public Draft ToDraft(string collection, string id, IReadOnlyList<Save> inFlight, IReadOnlyList<SyncContent?> pending) => new()
    {
        Collection = collection,
        Id = id,
        Session = Session,
        SessionStart = _sessionStart,
        Sequence = Sequence,
        Adopted = Adopted,
        Acknowledged = Acknowledged,
        AcknowledgedSequence = AcknowledgedSequence,
        Parents = [.. _parents],
        InFlight = inFlight,
        Pending = pending,
    };
}
