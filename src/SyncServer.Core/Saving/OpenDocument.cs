using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Policies;

namespace SyncServer.Core.Saving;

/// <summary>
/// One document while a transaction has it locked. It builds the state of each command, decides the command on top of the commands before it, and collects
/// what must be written. Every store uses this type: it loads what <see cref="FindMissing"/> asks for, and writes the collected changes.
/// </summary>
/// <param name="key">The document.</param>
/// <param name="found">The newest version in the database; null if the document does not exist.</param>
/// <param name="limits">The limits of session records.</param>
public sealed class OpenDocument(DocumentKey key, Head? found, SessionLimits limits)
{
    // Above this size of content and body together, a merge, patch or comparison is not computed by the writer.
    private const int MaxInlineBytes = 16 * 1024;

    // In most batches a document has one save, which needs none of the collections that begin as null. The writer is the bottleneck.
    private readonly List<NewVersion> _versions = new(capacity: 1);
    private readonly List<(SaveCommand Command, SaveDecision.Accepted Decision, DateTimeOffset At)> _accepted = new(capacity: 1);
    private Dictionary<ETag, NamedVersion?>? _named;
    private Dictionary<SessionKey, SessionRecord>? _records;
    private HashSet<SessionKey>? _changedRecords;
    private Dictionary<string, Role?>? _roles;
    private List<DocumentLock>? _locks;
    private HashSet<long>? _renewedLocks;

    /// <summary>The document.</summary>
    public DocumentKey Key { get; } = key;

    /// <summary>The newest version in the database, before this batch.</summary>
    public Head? Found { get; } = found;

    /// <summary>The newest version after the commands so far.</summary>
    public Head? Head { get; private set; } = found;

    /// <summary>The newest version's bytes; null for a tombstone and while they are not loaded.</summary>
    public Content? Content { get; private set; }

    /// <summary>The time since a save of the head's run was last accepted, by a monotonic clock; null if no monotonic clock measured it.</summary>
    public TimeSpan? MeasuredAge { get; set; }

    /// <summary>The versions to append, in order.</summary>
    public IReadOnlyList<NewVersion> Versions => _versions;

    /// <summary>The user to add as owner, if a command created the document in a private collection; else null.</summary>
    public string? NewOwner { get; private set; }

    /// <summary>Whether any lock was loaded.</summary>
    public bool HasLocks => _locks is not null;

    /// <summary>The locks whose expiry must be written.</summary>
    public IEnumerable<DocumentLock> RenewedLocks => _renewedLocks is null ? [] : _locks!.Where(l => _renewedLocks.Contains(l.Fence));

    /// <summary>The sessions whose records must be written. The store must load each of these records before it writes.</summary>
    public IReadOnlyCollection<SessionKey> ChangedRecords => _changedRecords ?? (IReadOnlyCollection<SessionKey>)[];

    /// <summary>A session's record after the commands so far; null while it is not loaded.</summary>
    public SessionRecord? RecordOf(SessionKey session) => _records?.GetValueOrDefault(session);

    /// <summary>Loads the bytes of <see cref="Found"/>.</summary>
    public void Load(Content? content) => Content = content;

    /// <summary>Loads the version with an ETag; null if the document has no such version.</summary>
    public void Load(ETag etag, NamedVersion? version) => (_named ??= [])[etag] = version;

    /// <summary>Loads a lock of the document.</summary>
    public void Load(DocumentLock held) => (_locks ??= []).Add(held);

    /// <summary>Loads the role of a user.</summary>
    public void Load(string userId, Role? role) => (_roles ??= new(StringComparer.Ordinal))[userId] = role;

    /// <summary>Loads a session's record before this batch: the stored record and the versions up to <see cref="Found"/> that the session wrote since.</summary>
    public void Load(SessionKey session, SessionRecord record) => (_records ??= [])[session] =
        record.Add([.. _accepted.Where(accepted => accepted.Command.Session == session).Select(accepted => AcceptedSave.Of(accepted.Command, accepted.Decision, accepted.At))], limits);

    /// <summary>What must be loaded before <see cref="Decide"/>; null if nothing is missing. After it was loaded, something else may be missing.</summary>
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

    /// <summary>Decides a command for which nothing is missing, and collects what must be written.</summary>
    /// <param name="command">The command.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="quotas">See <see cref="DocumentState.Quotas"/>.</param>
    public SaveDecision Decide(SaveCommand command, DateTimeOffset now, QuotaUsage? quotas = null)
    {
        var state = StateFor(command, now) with { Quotas = quotas };
        var decision = SaveRules.Decide(command, state, now);
        if (decision is SaveDecision.Unprepared { Base: null } work && (work.Content?.Bytes.Length ?? 0) + (command.Body?.Bytes.Length ?? 0) <= MaxInlineBytes)
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
            // A run ends. From now on the record of its session cannot be derived from the newest versions. After a delete it may be the same session.
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
            AddToRecord(session, command, accepted, now);
            // A version contains what its save adds to the record, unless it was merged. The record of a long run is written from time to time.
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

    private void AddToRecord(SessionKey session, SaveCommand command, SaveDecision.Accepted accepted, DateTimeOffset now)
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

    /// <summary>Finds <see cref="Found"/> or a version that was added since. Their numbers have no gaps.</summary>
    private NamedVersion? FindSinceFound(ETag etag)
    {
        var index = etag.Version - (Found?.Version ?? 0);
        var version = index > _versions.Count ? null : index == 0 ? Found : _versions[(int)index - 1].Head;
        return version?.ETag != etag ? null
            : new NamedVersion(etag, version.Newest.SavedAt, index < _versions.Count ? _versions[(int)index].Head.Newest.SavedAt : null);
    }
}

/// <summary>A version that a transaction appends.</summary>
/// <param name="Head">The head after it.</param>
/// <param name="Content">Its bytes; null for a tombstone.</param>
/// <param name="Before">The bytes of the version before; null if there is none, it is a tombstone, or it was not loaded.</param>
public sealed record NewVersion(Head Head, Content? Content, Content? Before);

/// <summary>What must be loaded before a command can be decided.</summary>
public abstract record Missing
{
    private Missing()
    {
    }

    /// <summary>The bytes of the newest version.</summary>
    public sealed record Content : Missing;

    /// <summary>The version with an ETag.</summary>
    public sealed record Version(ETag ETag) : Missing;

    /// <summary>A session's record.</summary>
    public sealed record Record(SessionKey Session) : Missing;

    /// <summary>A user's role.</summary>
    public sealed record Role(string UserId) : Missing;
}
