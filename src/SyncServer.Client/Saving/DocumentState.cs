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

    /// <summary>A document that is opened.</summary>
    public DocumentState(string session, long sequence) => (Session, Sequence) = (session, sequence);

    /// <summary>A document that goes on from a draft.</summary>
    public DocumentState(string session, long sequence, Draft draft)
    {
        (Session, Sequence) = draft.Session is null ? (session, sequence) : (draft.Session, draft.Sequence);
        Adopted = draft.Adopted;
        _parents.AddRange(draft.Parents);
        _inFlight.AddRange(draft.InFlight);
    }

    /// <summary>The Session-Id.</summary>
    public string Session { get; private set; }

    /// <summary>The newest version adopted, a tombstone included.</summary>
    public Known Adopted { get; private set; } = Known.None;

    /// <summary>The last number used.</summary>
    public long Sequence { get; private set; }

    /// <summary>The newest save that the content goes on from; null once its version is adopted.</summary>
    public long? Parent => _parents.Count > 0 ? _parents[^1] : null;

    /// <summary>The saves without a final answer, oldest first.</summary>
    public IReadOnlyList<Save> InFlight => _inFlight;

    /// <summary>The content is this version's: it was read, taken, settled on, or the editor took what the server stored.</summary>
    public void Adopt(Known version)
    {
        Adopted = version;
        _parents.Clear();
    }

    /// <summary>A save is sent.</summary>
    public Save Send(SyncContent? content, bool? merge, string? conflictId)
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
        AcceptWithOther(save);
        if (version.Version > Adopted.Version)
        {
            Adopted = version;
        }

        if (save.Sequence == Parent)
        {
            _parents.Clear();
        }
    }

    /// <summary>A 2xx with other content: nothing changes, unless that is adopted.</summary>
    public void AcceptWithOther(Save save)
    {
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
        Session = newSession;
        _parents.Clear();
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
        Sequence = Sequence,
        Adopted = Adopted,
        Parents = [.. _parents],
        InFlight = inFlight,
        Unsent = unsent,
    };
}
