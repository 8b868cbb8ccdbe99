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

    private readonly Dictionary<ETag, NamedVersion?> _named = [];
    private readonly Dictionary<SessionKey, SessionRecord> _records = [];
    private readonly HashSet<SessionKey> _changedRecords = [];
    private readonly List<(SessionKey Session, AcceptedSave Save)> _accepted = [];
    private readonly List<NewVersion> _versions = [];
    private readonly List<DocumentLock> _locks = [];
    private readonly HashSet<long> _renewedLocks = [];
    private readonly Dictionary<string, Role?> _roles = new(StringComparer.Ordinal);

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
    public bool HasLocks => _locks.Count > 0;

    /// <summary>The locks whose expiry is to be written.</summary>
    public IEnumerable<DocumentLock> RenewedLocks => _locks.Where(l => _renewedLocks.Contains(l.Fence));

    /// <summary>The sessions whose changed records are still to be loaded, as they were found, before <see cref="ChangedRecords"/> can be written.</summary>
    public IEnumerable<SessionKey> MissingRecords => _changedRecords.Where(session => !_records.ContainsKey(session));

    /// <summary>The session records to be written.</summary>
    public IEnumerable<(SessionKey Session, SessionRecord Record)> ChangedRecords => _changedRecords.Select(session => (session, _records[session]));

    /// <summary>The bytes of the version that was found.</summary>
    public void Load(Content? content) => Content = content;

    /// <summary>A version that an ETag names; null where the document has no such version.</summary>
    public void Load(ETag etag, NamedVersion? version) => _named[etag] = version;

    /// <summary>A lock of the document.</summary>
    public void Load(DocumentLock held) => _locks.Add(held);

    /// <summary>The role of a user.</summary>
    public void Load(string userId, Role? role) => _roles[userId] = role;

    /// <summary>A session's record as it was found: what is stored, and the versions that the session wrote since, up to <see cref="Found"/>.</summary>
    public void Load(SessionKey session, SessionRecord record)
    {
        _records[session] = record.Add([.. _accepted.Where(accepted => accepted.Session == session).Select(accepted => accepted.Save)], limits);
    }

    /// <summary>What is to be loaded before <see cref="Decide"/>, if anything. Loading it may bring up more.</summary>
    public Missing? FindMissing(SaveCommand command, DateTimeOffset now)
    {
        if (Head is null)
        {
            return null;
        }

        if (command.Policy.Access is CollectionAccess.Private && !_roles.ContainsKey(command.By.Id))
        {
            return new Missing.Role(command.By.Id);
        }

        if (command.Precondition is Precondition.IfMatch { ETags: var etags })
        {
            for (var i = 0; i < etags.Count; i++)
            {
                if (etags[i].Version > 0 && etags[i].Version < Head.Version && !_named.ContainsKey(etags[i]))
                {
                    return new Missing.Version(etags[i]);
                }
            }
        }

        if (Content is null && !Head.Deleted && command.Method is not SaveMethod.Delete)
        {
            return new Missing.Content();
        }

        return command.Session is { } session && !_records.ContainsKey(session) && SaveRules.NeedsRecord(command, StateFor(command, now), now)
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
            _changedRecords.Add(before);
        }

        if (isWritten)
        {
            if (Head is not null)
            {
                _named[Head.ETag] = new NamedVersion(Head.ETag, Head.Newest.SavedAt, head.Newest.SavedAt);
            }

            _versions.Add(new NewVersion(head, accepted.Content, Content));
            NewOwner ??= Head is null && command.Policy.Access is CollectionAccess.Private ? command.By.Id : null;
            if (Head is null)
            {
                _roles[command.By.Id] = Role.Owner;
            }
        }

        MeasuredAge = isWritten || head.Run != Head!.Run ? TimeSpan.Zero : MeasuredAge;
        (Head, Content) = (head, accepted.Content);
        if (command.Session is { } session)
        {
            var save = command.Sequence is { } sequence ? new RecordedSave(sequence, command.Digest, head.ETag, command.IsFull, accepted.BringsContent) : null;
            Note(session, new AcceptedSave(save, head.Version, accepted.Submission, now));
            // A version tells its save, unless it was merged. The record of a long run is written from time to time.
            if (!isWritten || head.Newest.Outcome is SaveOutcome.Merged || head.Version % limits.WriteEvery == 0)
            {
                _changedRecords.Add(session);
            }
        }

        if (_locks.Count > 0)
        {
            foreach (var renewed in SaveLocks.Renewed(command, _locks, now).ToList())
            {
                _locks[_locks.FindIndex(l => l.Fence == renewed.Fence)] = renewed;
                _renewedLocks.Add(renewed.Fence);
            }
        }
    }

    private void Note(SessionKey session, AcceptedSave save)
    {
        _accepted.Add((session, save));
        if (_records.TryGetValue(session, out var record))
        {
            _records[session] = record.Add([save], limits);
        }
    }

    private DocumentState StateFor(SaveCommand command, DateTimeOffset now)
    {
        var state = new DocumentState
        {
            Head = Head,
            Content = Content,
            Named = NamedBy(command),
            Role = _roles.GetValueOrDefault(command.By.Id),
            Locks = _locks,
            MeasuredAge = MeasuredAge,
            SessionLife = limits.Life,
        };
        return command.Session is not { } session ? state with { Record = null }
            : _records.TryGetValue(session, out var record) ? state with { Record = record.IsLive(now, limits) ? record : null }
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
            var named = etags[i] == Head.ETag ? new NamedVersion(Head.ETag, Head.Newest.SavedAt, ReplacedAt: null) : _named.GetValueOrDefault(etags[i]);
            newest = named?.ETag.Version > (newest?.ETag.Version ?? 0) ? named : newest;
        }

        return newest;
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
