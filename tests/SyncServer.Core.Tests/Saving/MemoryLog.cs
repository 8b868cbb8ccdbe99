using System.Collections.Immutable;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>
/// An in-memory store of one document. It uses <see cref="OpenDocument"/> as the real stores do: it loads what is missing and writes the changes. Immutable, so
/// that a walk can backtrack.
/// </summary>
/// <param name="Limits">The limits of session records.</param>
/// <param name="Mutation">A rule that is broken on purpose.</param>
public sealed record MemoryLog(SessionLimits Limits, Mutation Mutation)
{
    /// <summary>The document.</summary>
    public static DocumentKey Key { get; } = new("notes", "a");

    /// <summary>The newest version; null if the document does not exist.</summary>
    public Head? Head { get; private init; }

    /// <summary>The kept versions, oldest first.</summary>
    public ImmutableArray<KeptVersion> Versions { get; private init; } = [];

    /// <summary>The stored session records.</summary>
    public ImmutableSortedDictionary<UInt128, SessionRecord> Records { get; private init; } = ImmutableSortedDictionary<UInt128, SessionRecord>.Empty;

    /// <summary>The locks, including expired ones until they are removed.</summary>
    public ImmutableArray<DocumentLock> Locks { get; private init; } = [];

    /// <summary>The roles of users on the document.</summary>
    public ImmutableDictionary<string, Role> Roles { get; init; } = ImmutableDictionary<string, Role>.Empty;

    /// <summary>The time since a save of the head's run was last accepted, by the monotonic clock.</summary>
    public TimeSpan? MeasuredAge { get; init; }

    /// <summary>The number of session records that were read and written.</summary>
    public (int Read, int Written) RecordTraffic { get; private init; }

    private long Fence { get; init; }

    /// <summary>The newest version's bytes; null for a tombstone.</summary>
    public Content? Content => Versions.IsEmpty ? null : Versions[^1].Content;

    /// <summary>Decides a save. If it needs a preparation, computes it outside the transaction and decides again.</summary>
    public (MemoryLog Log, SaveDecision Decision) Save(SaveCommand command, DateTimeOffset now)
    {
        var (log, decision) = Decide(command, now);
        return decision is SaveDecision.Unprepared work ? log.Decide(command with { Prepared = Prepare(command, work) }, now) : (log, decision);
    }

    /// <summary>Decides a save once.</summary>
    public (MemoryLog Log, SaveDecision Decision) Decide(SaveCommand command, DateTimeOffset now)
    {
        var (log, decisions) = Commit([command], now);
        return (log, decisions[0]);
    }

    /// <summary>Decides commands in one transaction and writes the changes.</summary>
    public (MemoryLog Log, IReadOnlyList<SaveDecision> Decisions) Commit(IReadOnlyList<SaveCommand> batch, DateTimeOffset now)
    {
        var document = new OpenDocument(Key, Head, Limits) { MeasuredAge = MeasuredAge };
        var (decisions, read, writesRecords) = (new List<SaveDecision>(), 0, true);
        foreach (var held in Mutation.HasLocks ? Locks : [])
        {
            document.Load(held);
        }

        foreach (var arrived in batch)
        {
            var command = Mutation.Replace(arrived, this, now);
            while (document.FindMissing(command, now) is { } missing)
            {
                read += missing is Missing.Record ? 1 : 0;
                Load(document, missing, command, now);
            }

            var decision = document.Decide(command, now);
            writesRecords &= Mutation.WritesRecords(decision);
            decisions.Add(Mutation.Replace(decision, arrived, this));
        }

        foreach (var session in document.ChangedRecords.Where(session => document.RecordOf(session) is null))
        {
            read++;
            document.Load(session, RecordOf(session));
        }

        return (Write(document, writesRecords, read), decisions);
    }

    /// <summary>Computes the preparation of a decision.</summary>
    public Preparation Prepare(SaveCommand command, SaveDecision.Unprepared work) => Preparations.Of(command, work, BaseOf(work.Base));

    /// <summary>The <c>merged</c> member of a 412, computed on the base and head of the refusal; null if <c>mergeable</c> is false.</summary>
    public Content? PreviewOf(SaveCommand command, SaveDecision.Refused refused) =>
        !refused.Base.IsKnown ? null
        : refused.Compared is { } compared ? compared.Merged
        : Preparations.Of(command, new SaveDecision.Unprepared(refused.Head!, refused.Content, refused.Base, NeedsPaths: false), BaseOf(refused.Base)).Result;

    /// <summary>A session's record: the stored record and the versions up to the head that the session wrote since.</summary>
    public SessionRecord RecordOf(SessionKey session)
    {
        var record = Records.GetValueOrDefault(session.Hash) ?? SessionRecord.Empty;
        if (Head is not null && Head.Newest.Session == session)
        {
            foreach (var version in Versions)
            {
                if (version.Revision.ETag.Version > Math.Max(record.LastVersion, Head.Run.Base))
                {
                    record = record.Add([AcceptedSave.Of(version.Revision)], Limits);
                }
            }
        }

        return record;
    }

    /// <summary>The bytes of a kept version.</summary>
    public KeptVersion? Find(ETag etag) => Versions.FirstOrDefault(version => version.Revision.ETag == etag);

    /// <summary>The versions that thinning may remove: those that are not referenced.</summary>
    public IReadOnlyList<long> Thinnable(DateTimeOffset now)
    {
        // The record of the last writer is as young as its run, whenever it was stored.
        var referred = Records.Keys.Select(hash => RecordOf(new SessionKey(hash))).Where(record => record.IsLive(now, Limits)).SelectMany(record => record.Versions).ToHashSet();
        var thinnable = new List<long>();
        for (var i = 0; i < Versions.Length - Limits.WriteEvery; i++)
        {
            if (!IsMarked(Versions[i]) && !IsMarked(Versions[i + 1]) && !referred.Contains(Versions[i].Revision.ETag.Version))
            {
                thinnable.Add(Versions[i].Revision.ETag.Version);
            }
        }

        return thinnable;

        static bool IsMarked(KeptVersion version) => version.Revision.Deleted || version.Revision.Outcome is SaveOutcome.Forced;
    }

    /// <summary>Removes versions and expired session records.</summary>
    public MemoryLog Thin(IReadOnlyList<long> versions, DateTimeOffset now) => this with
    {
        Versions = [.. Versions.Where(version => !versions.Contains(version.Revision.ETag.Version))],
        Records = Records.RemoveRange(Records.Keys.Where(hash => !RecordOf(new SessionKey(hash)).IsLive(now, Limits)).ToList()),
    };

    /// <summary>Decides a change of locks and writes the result.</summary>
    public (MemoryLog Log, LockDecision Decision) Change(LockCommand command, DateTimeOffset now)
    {
        var decision = LockRules.Decide(command, new LockState(Locks, Fence), now);
        var left = Locks.Except(decision.LocksToRemove).Where(held => held.Fence != decision.LockToWrite?.Fence);
        return (this with
        {
            Locks = decision.LockToWrite is { } kept ? [.. left.Append(kept).OrderBy(held => held.Fence)] : [.. left],
            Fence = Math.Max(Fence, decision.LockToWrite?.Fence ?? 0),
        }, decision);
    }

    private void Load(OpenDocument document, Missing missing, SaveCommand command, DateTimeOffset now)
    {
        switch (missing)
        {
            case Missing.Content:
                document.Load(Content);
                break;
            case Missing.Version(var etag):
                document.Load(etag, Find(etag) is { } version ? Mutation.Replace(NameOf(version), now) : null);
                break;
            case Missing.Record(var session):
                document.Load(session, Mutation.Replace(RecordOf(session), command, this));
                break;
            case Missing.Role(var user):
                document.Load(user, Roles.TryGetValue(user, out var role) ? role : null);
                break;
        }
    }

    private NamedVersion NameOf(KeptVersion version)
    {
        var number = version.Revision.ETag.Version;
        return new(version.Revision.ETag, version.Revision.SavedAt, Versions.FirstOrDefault(after => after.Revision.ETag.Version == number + 1)?.Revision.SavedAt);
    }

    private Content? BaseOf(MergeBase? @base) => @base switch
    {
        MergeBase.Submitted { Submission: var submission } => submission.Content ?? Find(submission.ETag!.Value)?.Content,
        MergeBase.Named { ETag: var etag } => Find(etag)?.Content,
        _ => null,
    };

    private MemoryLog Write(OpenDocument document, bool writesRecords, int read)
    {
        var records = document.ChangedRecords.Select(session => (Session: session, Record: document.RecordOf(session)!)).ToList();
        return this with
        {
            Head = document.Head,
            Versions = [.. Versions, .. document.Versions.Select(version => new KeptVersion(version.Head.Newest, version.Content))],
            Records = writesRecords ? Records.SetItems(records.Select(changed => KeyValuePair.Create(changed.Session.Hash, changed.Record))) : Records,
            Locks = [.. Locks.Select(held => document.RenewedLocks.FirstOrDefault(renewed => renewed.Fence == held.Fence) ?? held)],
            Roles = document.NewOwner is { } owner ? Roles.SetItem(owner, Role.Owner) : Roles,
            MeasuredAge = document.MeasuredAge,
            RecordTraffic = (RecordTraffic.Read + read, RecordTraffic.Written + records.Count),
        };
    }
}

/// <summary>A kept version.</summary>
/// <param name="Revision">The version, with its digest.</param>
/// <param name="Content">Its bytes; null for a tombstone.</param>
public sealed record KeptVersion(Revision Revision, Content? Content);
