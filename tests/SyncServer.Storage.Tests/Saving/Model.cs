using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Tests.Saving;

/// <summary>A model of a store with one document in memory. It keeps everything, and derives nothing from stored records.</summary>
/// <param name="key">The document.</param>
/// <param name="limits">The limits of session records.</param>
internal sealed class Model(DocumentKey key, SessionLimits limits)
{
    private readonly List<(Revision Revision, Content? Content)> _versions = [];
    private readonly Dictionary<SessionKey, SessionRecord> _records = [];
    private List<DocumentLock> _locks = [];
    private long _fence;

    /// <summary>The newest version.</summary>
    public Head? Head { get; private set; }

    /// <summary>The kept versions, oldest first.</summary>
    public IReadOnlyList<(Revision Revision, Content? Content)> Versions => _versions;

    /// <summary>The locks, including expired ones.</summary>
    public IReadOnlyList<DocumentLock> Locks => _locks;

    /// <summary>The bytes of a kept version.</summary>
    public Content? ContentOf(ETag etag) => _versions.Find(v => v.Revision.ETag == etag).Content;

    /// <summary>Decides a save and applies the decision.</summary>
    public SaveDecision Save(SaveCommand command, DateTimeOffset now)
    {
        var open = new OpenDocument(key, Head, limits);
        open.Load(_versions.LastOrDefault().Content);
        foreach (var etag in command.Precondition is Precondition.IfMatch { ETags: var etags } ? etags : [])
        {
            open.Load(etag, Named(etag));
        }

        _locks.ForEach(open.Load);
        if (command.Session is { } known)
        {
            open.Load(known, _records.GetValueOrDefault(known, SessionRecord.Empty));
        }

        var decision = open.Decide(command, now);
        if (decision is SaveDecision.Accepted accepted)
        {
            Head = accepted.Head;
            _versions.AddRange(open.Versions.Select(v => (v.Head.Newest, v.Content)));
            _locks = _locks.ConvertAll(l => open.RenewedLocks.FirstOrDefault(renewed => renewed.Fence == l.Fence, l));
            if (command.Session is { } session)
            {
                var save = command.Sequence is { } sequence
                    ? new RecordedSave(sequence, command.Digest, Head.ETag, command.IsFull, accepted.BringsContent) : null;
                _records[session] = _records.GetValueOrDefault(session, SessionRecord.Empty).Add([new AcceptedSave(save, Head.Version, accepted.Submission, now)], limits);
            }
        }

        return decision;
    }

    /// <summary>Decides a change of locks and applies the decision.</summary>
    public LockDecision Change(LockCommand command, DateTimeOffset now)
    {
        var decision = LockRules.Decide(command, new LockState(_locks, _fence), now);
        _locks.RemoveAll(decision.LocksToRemove.Contains);
        if (decision.LockToWrite is { } kept)
        {
            _locks = [.. _locks.Where(l => l.Fence != kept.Fence).Append(kept).OrderBy(l => l.Fence)];
            _fence = Math.Max(_fence, kept.Fence);
        }

        return decision;
    }

    /// <summary>Removes the versions that were thinned.</summary>
    /// <returns>Those of them that a live session record refers to.</returns>
    public IReadOnlyList<long> Thin(IReadOnlySet<long> kept, DateTimeOffset now)
    {
        var gone = _versions.ConvertAll(v => v.Revision.ETag.Version).Where(version => !kept.Contains(version)).ToHashSet();
        _versions.RemoveAll(v => gone.Contains(v.Revision.ETag.Version));
        return [.. _records.Values.Where(r => r.IsLive(now, limits)).SelectMany(r => r.Versions).Where(gone.Contains)];
    }

    /// <summary>A decision as text. Equal decisions have equal texts.</summary>
    public static string Describe(SaveDecision decision) => decision switch
    {
        SaveDecision.Written w => $"written {w.Head.Newest} {w.Head.Run} {w.Head.CreatedVersion} {w.Head.CreatedAt} {w.BringsContent} {w.Submission}",
        SaveDecision.Unchanged u => $"unchanged {u.Head.ETag} {u.Head.Run} {u.BringsContent} {u.Submission}",
        SaveDecision.Unprepared u => $"unprepared {u.Head.ETag} {u.Content?.GetHashCode()} {u.Base} {u.NeedsPaths}",
        SaveDecision.Refused r => $"refused {r.Reason} {r.Head?.ETag} {r.Named} {r.Self} {r.Base} {r.Expected} {r.Lock}",
        _ => decision.ToString(),
    };

    private NamedVersion? Named(ETag etag)
    {
        var at = _versions.FindIndex(v => v.Revision.ETag == etag);
        if (at < 0)
        {
            return null;
        }

        var next = at + 1 < _versions.Count && _versions[at + 1].Revision.ETag.Version == etag.Version + 1 ? _versions[at + 1].Revision : null;
        return new NamedVersion(etag, _versions[at].Revision.SavedAt, next?.SavedAt);
    }
}
