namespace SyncServer.Client.Saving;

/// <summary>
/// What a client must remember of a document, and how events change it: the two tables of protocol 13. Content that was typed and not sent is
/// kept by <see cref="Edits"/>.
/// </summary>
internal sealed class DocumentState
{
    private readonly List<Save> _inFlight = [];

    // The saves that the content goes on from, oldest first, refused ones aside. The last one is the parent.
    private readonly List<long> _parents = [];

    // The last number that was used before the session; a save up to it cannot be named under the session.
    private long _sessionStart;

    /// <summary>A document that is opened.</summary>
    public DocumentState(string session, long sequence) => (Session, Sequence) = (session, sequence);

    /// <summary>A document that goes on from a draft.</summary>
    public DocumentState(string session, long sequence, Draft draft)
    {
        (Session, Sequence) = draft.Session is null ? (session, sequence) : (draft.Session, draft.Sequence);
        (_sessionStart, Adopted, Acknowledged) = (draft.SessionStart, draft.Adopted, draft.Acknowledged);
        _parents.AddRange(draft.Parents);
        _inFlight.AddRange(draft.InFlight);
    }

    /// <summary>The Session-Id.</summary>
    public string Session { get; private set; }

    /// <summary>The newest version adopted, a tombstone included.</summary>
    public Known Adopted { get; private set; } = Known.None;

    /// <summary>The newest version that was adopted, or named by the answer to a save; 0 for none.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>The last number used.</summary>
    public long Sequence { get; private set; }

    /// <summary>The newest save of the session that the content goes on from; null once its version is adopted.</summary>
    public long? Parent => _parents.Count > 0 && _parents[^1] > _sessionStart ? _parents[^1] : null;

    /// <summary>Whether the content goes on from a save whose version is not adopted, of this session or an earlier one.</summary>
    public bool HasParents => _parents.Count > 0;

    /// <summary>
    /// Whether the content goes on from saves of an earlier session. The server cannot tell under the new session what it made of them, so it must not
    /// merge.
    /// </summary>
    public bool ContinuesEarlierSession => _parents.Exists(parent => parent <= _sessionStart);

    /// <summary>The saves without a final answer, oldest first.</summary>
    public IReadOnlyList<Save> InFlight => _inFlight;

    /// <summary>The content is this version's: it was read, taken, settled on, or the editor took what the server stored.</summary>
    public void Adopt(Known version)
    {
        (Adopted, Acknowledged) = (version, version.Version);
        _parents.Clear();
    }

    /// <summary>A save is sent.</summary>
    public Save Send(SyncContent? content, bool merge, string? conflictId)
    {
        var save = new Save(Session, Sequence + 1, Parent, content, Adopted, merge, conflictId);
        Sequence = save.Sequence;
        _parents.Add(save.Sequence);
        _inFlight.Add(save);
        return save;
    }

    /// <summary>A 2xx without content, or with exactly what was sent.</summary>
    public void AcceptAsSent(Save save, Known version)
    {
        AcceptWithOther(save, version);
        if (version.Version > Adopted.Version)
        {
            Adopted = version;
        }

        _parents.Remove(save.Sequence);
    }

    /// <summary>A 2xx with other content: nothing changes, unless that is adopted.</summary>
    public void AcceptWithOther(Save save, Known version)
    {
        Acknowledged = Math.Max(Acknowledged, version.Version);
        _inFlight.Remove(save);
        // No refusal falls back behind an accepted save.
        _parents.RemoveAll(parent => parent < save.Sequence);
    }

    /// <summary>Refused for good.</summary>
    public void Refuse(Save save)
    {
        _inFlight.Remove(save);
        _parents.Remove(save.Sequence);
    }

    /// <summary>An answer that tells nothing, as a newer save's counts.</summary>
    public void Ignore(Save save) => _inFlight.Remove(save);

    /// <summary>Another instance used the session.</summary>
    public void Leave(string newSession)
    {
        (Session, _sessionStart) = (newSession, Sequence);
    }

    /// <summary>The state as a draft.</summary>
    /// <param name="collection">The document's collection.</param>
    /// <param name="id">Its id.</param>
    /// <param name="inFlight">The saves whose answers still matter.</param>
    /// <param name="unsent">What was typed since.</param>
    public Draft ToDraft(string collection, string id, IReadOnlyList<Save> inFlight, IReadOnlyList<SyncContent?> unsent) => new()
    {
        Collection = collection,
        Id = id,
        Session = Session,
        SessionStart = _sessionStart,
        Sequence = Sequence,
        Adopted = Adopted,
        Acknowledged = Acknowledged,
        Parents = [.. _parents],
        InFlight = inFlight,
        Unsent = unsent,
    };
}
