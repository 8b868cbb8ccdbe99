using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>A document while its row is held: as it was found, and as the saves of the batch leave it.</summary>
/// <param name="key">Which document.</param>
/// <param name="found">The newest version; null where the document was never seen.</param>
/// <param name="chain">What reading it takes.</param>
/// <param name="content">Its bytes, if they are in memory.</param>
internal sealed class BatchedDocument(DocumentKey key, Head? found = null, Chain chain = default, Content? content = null)
{
    private readonly List<NewVersion> _versions = [];
    private readonly List<NewReceipt> _receipts = [];
    private readonly Dictionary<SessionKey, NewShadow> _shadows = [];
    private readonly List<(SessionKey Session, Receipt Receipt)> _known = [];
    private readonly List<DocumentLock> _locks = [];
    private readonly HashSet<long> _renewed = [];
    private readonly HashSet<ETag> _verified = found is null ? [] : [found.ETag];

    public DocumentKey Key { get; } = key;

    /// <summary>As it was found.</summary>
    public Head? Found { get; } = found;

    /// <summary>The newest version so far.</summary>
    public Head? Head { get; private set; } = found;

    /// <summary>What reading it takes.</summary>
    public Chain Chain { get; private set; } = chain;

    /// <summary>Its bytes.</summary>
    public Content? Content { get; private set; } = content;

    /// <summary>Whether the bytes that were found are still to be read.</summary>
    public bool LacksContent => Found is { Deleted: false } && Content is null;

    /// <summary>What the batch appends.</summary>
    public IReadOnlyList<NewVersion> Versions => _versions;

    /// <summary>The accepted saves of the batch that appended nothing.</summary>
    public IReadOnlyList<NewReceipt> Receipts => _receipts;

    /// <summary>What sessions of the batch submitted, where it was merged.</summary>
    public IReadOnlyCollection<NewShadow> Shadows => _shadows.Values;

    /// <summary>Who is to own it, where the batch begins it as a private document.</summary>
    public string? Owner { get; private set; }

    /// <summary>Whether it has locks.</summary>
    public bool IsLocked => _locks.Count > 0;

    /// <summary>The locks that the batch gives new life.</summary>
    public IEnumerable<DocumentLock> RenewedLocks => _locks.Where(l => _renewed.Contains(l.Fence));

    /// <summary>Whether the row is to be written.</summary>
    public bool Changed => _versions.Count > 0 || Head != Found;

    /// <summary>The bytes of the head that was found.</summary>
    public void Load(Content content) => Content = content;

    /// <summary>An ETag of a command that the document really has.</summary>
    public void Verify(ETag etag) => _verified.Add(etag);

    /// <summary>A receipt of a session of the batch. Called in the order of acceptance.</summary>
    public void Load(SessionKey session, Receipt receipt) => _known.Add((session, receipt));

    /// <summary>A lock of the document.</summary>
    public void Load(DocumentLock held) => _locks.Add(held);

    /// <summary>Decides a save and remembers what is to be written.</summary>
    public SaveDecision Save(SaveCommand command, DateTimeOffset now)
    {
        var decision = SaveRules.Decide(command, StateFor(command), now);
        foreach (var renewed in _locks.Count == 0 ? [] : SaveLocks.Renewed(command, decision, _locks, now).ToList())
        {
            _locks[_locks.FindIndex(l => l.Fence == renewed.Fence)] = renewed;
            _renewed.Add(renewed.Fence);
        }

        if (decision is SaveDecision.Written written)
        {
            var (payload, chain) = Chain.Append(written.Head.Version, Content, written.Content);
            _versions.Add(new NewVersion(Key, written.Head, command.Sequence is null ? null : command.Digest, chain.Snapshot, payload));
            (Head, Content, Chain) = (written.Head, written.Content, chain);
            Owner ??= command.MayOnlyCreate ? command.By.Id : null;
            Remember(command, wrote: true);
        }
        else if (decision is SaveDecision.Unchanged unchanged)
        {
            Head = unchanged.Head;
            if (command is { Session: { } session, Sequence: { } sequence })
            {
                _receipts.Add(new NewReceipt(Key, session, new Receipt(sequence, Head.ETag, command.Digest, Wrote: false), now));
                Remember(command, wrote: false);
            }
        }

        if (decision.Shadow is { } shadow && command is { Session: { } writer, Sequence: { } submitted })
        {
            _shadows[writer] = new NewShadow(Key, writer, submitted, shadow, now, command.Policy.History.KeepAll);
        }

        return decision;
    }

    private DocumentState StateFor(SaveCommand command)
    {
        if (Head is null)
        {
            return DocumentState.Unseen with { Locks = _locks };
        }

        var named = command.Precondition is Precondition.IfMatch { ETags: var etags }
            ? etags.Where(etag => etag == Head.ETag || _verified.Contains(etag)).Select(etag => (ETag?)etag).MaxBy(etag => etag!.Value.Version)
            : null;
        var state = new DocumentState { Head = Head, Content = Content, Named = named, Locks = _locks };
        if (!SaveRules.NeedsReceipts(command, Head, named))
        {
            return state;
        }

        var own = _known.Where(known => known.Session == command.Session).Select(known => known.Receipt).ToList();
        return state with
        {
            Same = own.LastOrDefault(r => r.Sequence == command.Sequence),
            Highest = own.Where(r => named is null || r.ETag.Version > named.Value.Version || (r.ETag.Version == named.Value.Version && !r.Wrote))
                .MaxBy(r => (r.Sequence, r.ETag.Version, !r.Wrote)),
            Last = own.LastOrDefault()?.Sequence,
        };
    }

    private void Remember(SaveCommand command, bool wrote)
    {
        if (command is { Session: { } session, Sequence: { } sequence })
        {
            _known.Add((session, new Receipt(sequence, Head!.ETag, command.Digest, wrote)));
        }
    }
}

/// <summary>A version that a batch appends.</summary>
internal sealed record NewVersion(DocumentKey Key, Head Head, Digest? Digest, long Snapshot, Core.Merging.Splice Payload);

/// <summary>What a session submitted with a save that was merged.</summary>
internal sealed record NewShadow(DocumentKey Key, SessionKey Session, long Sequence, Shadow Shadow, DateTimeOffset Now, TimeSpan Keep);

/// <summary>An accepted save that appends no version.</summary>
internal sealed record NewReceipt(DocumentKey Key, SessionKey Session, Receipt Receipt, DateTimeOffset AcceptedAt);
