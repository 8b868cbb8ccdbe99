using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>
/// One document while a transaction holds it. It builds the state of each command, decides it against what the commands before it left, and
/// collects what is to be written. Every store drives this type: it loads what <see cref="FindMissing"/> asks for, and writes what has come of it.
/// </summary>
/// <param name="key">Which document.</param>
/// <param name="found">The newest version as the database has it; null where the document does not exist.</param>
/// <param name="limits">How much is remembered of a session; also how many versions of its run may stand in for its record.</param>
public sealed class OpenDocument(DocumentKey key, Head? found, SessionLimits limits)
{
    // Above this, in bytes of content and body, work that depends on the size is left to somebody outside of the writer's turn.
    private const int MaxBytesInTurn = 16 * 1024;

    // Most batches bring a document one save, which needs none of the collections that begin as null: the writer is the bottleneck.
    private readonly List<NewVersion> _versions = new(capacity: 1);
    private readonly List<(SaveCommand Command, SaveDecision.Accepted Decision, DateTimeOffset At)> _accepted = new(capacity: 1);
    private Dictionary<ETag, NamedVersion?>? _named;
    private Dictionary<SessionKey, SessionRecord>? _records;
    private HashSet<SessionKey>? _changedRecords;
    private Dictionary<string, Role?>? _roles;
    private List<DocumentLock>? _locks;
    private HashSet<long>? _renewedLocks;

    /// <summary>Which document.</summary>
    public DocumentKey Key { get; } = key;

    /// <summary>The newest version as it was found.</summary>
    public Head? Found { get; } = found;

    /// <summary>The newest version, as the commands so far leave it.</summary>
    public Head? Head { get; private set; } = found;

    /// <summary>The newest version's bytes; null on a tombstone and while they are not loaded.</summary>
    public Content? Content { get; private set; }

    /// <summary>How long ago the run of the head was last accepted, by a clock that never jumps; null where no such clock measured it.</summary>
    public TimeSpan? MeasuredAge { get; set; }

    /// <summary>The versions to be appended, in order.</summary>
    public IReadOnlyList<NewVersion> Versions => _versions;

    /// <summary>The user who is to own the document, where a command created it in a private collection.</summary>
    public string? NewOwner { get; private set; }

    /// <summary>Whether any lock was loaded.</summary>
    public bool HasLocks => _locks is not null;

    /// <summary>The locks whose expiry is to be written.</summary>
    public IEnumerable<DocumentLock> RenewedLocks => _renewedLocks is null ? [] : _locks!.Where(l => _renewedLocks.Contains(l.Fence));

    /// <summary>The sessions whose records are to be written; each one's has to be loaded first, as it was found.</summary>
    public IReadOnlyCollection<SessionKey> ChangedRecords => _changedRecords ?? (IReadOnlyCollection<SessionKey>)[];

    /// <summary>A session's record, as the commands so far leave it; null while it is not loaded.</summary>
    public SessionRecord? RecordOf(SessionKey session) => _records?.GetValueOrDefault(session);

    /// <summary>The bytes of the version that was found.</summary>
    public void Load(Content? content) => Content = content;

    /// <summary>A version that an ETag names; null where the document has no such version.</summary>
    public void Load(ETag etag, NamedVersion? version) => (_named ??= [])[etag] = version;

    /// <summary>A lock of the document.</summary>
    public void Load(DocumentLock held) => (_locks ??= []).Add(held);

    /// <summary>The role of a user.</summary>
    public void Load(string userId, Role? role) => (_roles ??= new(StringComparer.Ordinal))[userId] = role;

    /// <summary>A session's record as it was found: what is stored, and the versions that the session wrote since, up to <see cref="Found"/>.</summary>
    public void Load(SessionKey session, SessionRecord record) => (_records ??= [])[session] =
        record.Add([.. _accepted.Where(accepted => accepted.Command.Session == session).Select(accepted => AcceptedSave.Of(accepted.Command, accepted.Decision, accepted.At))], limits);

    /// <summary>What is to be loaded before <see cref="Decide"/>, if anything. Loading it may bring up more.</summary>
    public Missing? FindMissing(SaveCommand command, DateTimeOffset now)
    {
        if (Head is null)
        {
            return null;
        }

        if (command.Policy.Access is CollectionAccess.Private && _roles?.ContainsKey(command.By.Id) is not true)
        {
            return new Missing.Role(command.By.Id);
        }

        if (command.Precondition is Precondition.IfMatch { ETags: var etags })
        {
            for (var i = 0; i < etags.Count; i++)
            {
                if (etags[i].Version > 0 && etags[i].Version < Found?.Version && _named?.ContainsKey(etags[i]) is not true)
                {
                    return new Missing.Version(etags[i]);
                }
            }
        }

        if (Content is null && !Head.Deleted && command.Method is not SaveMethod.Delete)
        {
            return new Missing.Content();
        }

        return command.Session is { } session && RecordOf(session) is null && SaveRules.NeedsRecord(command, StateFor(command, now), now)
            ? new Missing.Record(session) : null;
    }

    /// <summary>Decides a command for which nothing is missing, and notes what is to be written.</summary>
    public SaveDecision Decide(SaveCommand command, DateTimeOffset now)
    {
        var state = StateFor(command, now);
        var decision = SaveRules.Decide(command, state, now);
        if (decision is SaveDecision.Unprepared { Base: null } work && (work.Content?.Bytes.Length ?? 0) + (command.Body?.Bytes.Length ?? 0) <= MaxBytesInTurn)
        {
            decision = SaveRules.Decide(command with { Prepared = Preparation.Of(command, work, @base: null) }, state, now);
        }

        if (decision is SaveDecision.Accepted accepted)
        {
            Accept(command, accepted, now);
        }

        return decision;
    }

    private void Accept(SaveCommand command, SaveDecision.Accepted accepted, DateTimeOffset now)
    {
        var head = accepted.Head;
        var isWritten = accepted is SaveDecision.Written;
        if (isWritten && Head?.Newest.Session is { } before && head.Run.Base != Head.Run.Base)
        {
            // A run ends: the newest versions stop telling what its session did. After a delete this may be the session that goes on.
            (_changedRecords ??= []).Add(before);
        }

        if (isWritten)
        {
            _versions.Add(new NewVersion(head, accepted.Content, Content));
            if (Head is null)
            {
                NewOwner ??= command.Policy.Access is CollectionAccess.Private ? command.By.Id : null;
                Load(command.By.Id, Role.Owner);
            }
        }

        MeasuredAge = isWritten || head.Run != Head!.Run ? TimeSpan.Zero : MeasuredAge;
        (Head, Content) = (head, accepted.Content);
        if (command.Session is { } session)
        {
            Note(session, command, accepted, now);
            // A version tells its save, unless it was merged. The record of a long run is written from time to time.
            if (!isWritten || head.Newest.Outcome is SaveOutcome.Merged || head.Version % limits.WriteEvery == 0)
            {
                (_changedRecords ??= []).Add(session);
            }
        }

        if (_locks is not null)
        {
            foreach (var renewed in SaveLocks.Renewed(command, _locks, now).ToList())
            {
                _locks[_locks.FindIndex(l => l.Fence == renewed.Fence)] = renewed;
                (_renewedLocks ??= []).Add(renewed.Fence);
            }
        }
    }

    private void Note(SessionKey session, SaveCommand command, SaveDecision.Accepted accepted, DateTimeOffset now)
    {
        _accepted.Add((command, accepted, now));
        if (RecordOf(session) is { } record)
        {
            _records![session] = record.Add([AcceptedSave.Of(command, accepted, now)], limits);
        }
    }

    private DocumentState StateFor(SaveCommand command, DateTimeOffset now)
    {
        var state = new DocumentState
        {
            Head = Head,
            Content = Content,
            Named = NamedBy(command),
            Role = _roles?.GetValueOrDefault(command.By.Id),
            Locks = _locks ?? (IReadOnlyList<DocumentLock>)[],
            MeasuredAge = MeasuredAge,
            SessionLife = limits.Life,
        };
        return command.Session is not { } session ? state with { Record = null }
            : RecordOf(session) is { } record ? state with { Record = record.IsLive(now, limits) ? record : null }
            : state;
    }

    private NamedVersion? NamedBy(SaveCommand command)
    {
        if (command.Precondition is not Precondition.IfMatch { ETags: var etags } || Head is null)
        {
            return null;
        }

        NamedVersion? newest = null;
        for (var i = 0; i < etags.Count; i++)
        {
            var named = etags[i].Version >= (Found?.Version ?? 0) ? FindSinceFound(etags[i]) : _named?.GetValueOrDefault(etags[i]);
            newest = named?.ETag.Version > (newest?.ETag.Version ?? 0) ? named : newest;
        }

        return newest;
    }

    /// <summary>The version that was found, or one that was written since: their numbers have no gaps.</summary>
    private NamedVersion? FindSinceFound(ETag etag)
    {
        var index = etag.Version - (Found?.Version ?? 0);
        var version = index > _versions.Count ? null : index == 0 ? Found : _versions[(int)index - 1].Head;
        return version?.ETag != etag ? null
            : new NamedVersion(etag, version.Newest.SavedAt, index < _versions.Count ? _versions[(int)index].Head.Newest.SavedAt : null);
    }
}

/// <summary>A version that a transaction appends.</summary>
/// <param name="Head">The head that it makes.</param>
/// <param name="Content">Its bytes; null for a tombstone.</param>
/// <param name="Before">The bytes of the version before; null where there is none, or it is a tombstone or was not loaded.</param>
public sealed record NewVersion(Head Head, Content? Content, Content? Before);

/// <summary>Something that has to be loaded before a command can be decided.</summary>
public abstract record Missing
{
    private Missing()
    {
    }

    /// <summary>The bytes of the newest version.</summary>
    public sealed record Content : Missing;

    /// <summary>The version that an ETag names.</summary>
    public sealed record Version(ETag ETag) : Missing;

    /// <summary>A session's record.</summary>
    public sealed record Record(SessionKey Session) : Missing;

    /// <summary>A user's role.</summary>
    public sealed record Role(string UserId) : Missing;
}
