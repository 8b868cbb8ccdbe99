using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

/// <summary>How a save is decided: the real rule, or one to compare it with.</summary>
public delegate SaveDecision Rule(SaveCommand command, DocumentState state, DateTimeOffset now);

/// <summary>One document's log in memory, with every receipt at hand. Immutable, so that a walk can go back.</summary>
public sealed record MemoryLog(Rule Rule)
{
    private Head? Head { get; init; }

    private Content? Content { get; init; }

    /// <summary>Every accepted save that had a sequence, in the order of acceptance.</summary>
    public IReadOnlyList<(SessionKey? Session, Receipt Receipt)> Receipts { get; init; } = [];

    /// <summary>Every version, oldest first.</summary>
    public IReadOnlyList<Revision> Revisions { get; init; } = [];

    /// <summary>The locks, the dead included until they are cleared.</summary>
    public IReadOnlyList<DocumentLock> Locks { get; init; } = [];

    private long Fence { get; init; }

    /// <summary>The newest version.</summary>
    public Head? Newest => Head;

    /// <summary>The newest version's bytes.</summary>
    public Content? NewestContent => Content;

    /// <summary>The bytes of every version, oldest first; null of a tombstone.</summary>
    private IReadOnlyList<Content?> Contents { get; init; } = [];

    /// <summary>What each session last submitted with a save that was merged.</summary>
    public ImmutableDictionary<SessionKey, (long Sequence, Shadow Shadow)> Shadows { get; init; } = ImmutableDictionary<SessionKey, (long, Shadow)>.Empty;

    /// <summary>Decides a save, merges it where it is stale, as the server does it between two turns of the writer, and writes what comes of it.</summary>
    public (MemoryLog Log, SaveDecision Decision) SaveMerging(SaveCommand command, DateTimeOffset now)
    {
        var (log, decision) = Save(command, now);
        return decision is SaveDecision.Stale stale ? Save(command with { Merge = MergeOf(command, stale) }, now) : (log, decision);
    }

    /// <summary>Decides a change of the locks and writes what it says.</summary>
    public (MemoryLog Log, LockDecision Decision) Change(LockCommand command, DateTimeOffset now)
    {
        var decision = LockRules.Decide(command, new LockState(Locks, Fence), now);
        var left = Locks.Except(decision.Expired);
        return (decision switch
        {
            LockDecision.Taken taken => this with { Locks = [.. left.Except(taken.Lost), taken.Lock], Fence = taken.Lock.Fence },
            LockDecision.Renewed renewed => this with { Locks = WithRenewed(left, [renewed.Lock]) },
            LockDecision.Released released => this with { Locks = [.. left.Except([released.Lock])] },
            _ => this with { Locks = [.. left] },
        }, decision);
    }

    /// <summary>Decides a save and writes what it says.</summary>
    public (MemoryLog Log, SaveDecision Decision) Save(SaveCommand command, DateTimeOffset now)
    {
        var decision = Rule(command, StateFor(command), now);
        var shadows = decision.Shadow is { } shadow && command is { Session: { } session, Sequence: { } sequence }
            ? Shadows.SetItem(session, (sequence, shadow)) : Shadows;
        var locks = WithRenewed(Locks, [.. SaveLocks.Renewed(command, decision, Locks, now)]);
        return (decision switch
        {
            SaveDecision.Written written => this with
            {
                Locks = locks,
                Head = written.Head,
                Content = written.Content,
                Contents = [.. Contents, written.Content],
                Shadows = shadows,
                Revisions = [.. Revisions, written.Head.Newest],
                Receipts = WithReceipt(command, written.Head.ETag, wrote: true),
            },
            SaveDecision.Unchanged unchanged => this with
            {
                Locks = locks,
                Head = unchanged.Head,
                Shadows = shadows,
                Receipts = WithReceipt(command, unchanged.Head.ETag, wrote: false),
            },
            _ => this,
        }, decision);
    }

    /// <summary>What a store would load for the command.</summary>
    public DocumentState StateFor(SaveCommand command)
    {
        var own = Receipts.Where(r => command.Session is not null && r.Session == command.Session).Select(r => r.Receipt).ToList();
        var named = command.Precondition is Precondition.IfMatch match
            ? Revisions.LastOrDefault(r => match.ETags.Contains(r.ETag))?.ETag
            : null;
        return new DocumentState
        {
            Head = Head,
            Content = Content,
            Named = named,
            Locks = Locks,
            Same = own.LastOrDefault(r => r.Sequence == command.Sequence),
            Highest = own.Where(r => named is null || r.ETag.Version > named?.Version || (r.ETag.Version == named?.Version && !r.Wrote)).MaxBy(r => (r.Sequence, r.ETag.Version, !r.Wrote)),
            Last = own.LastOrDefault()?.Sequence,
        };
    }

    /// <summary>A version's bytes.</summary>
    public Content? ContentOf(long version) => Contents[(int)version - 1];

    /// <summary>Tells shadows apart.</summary>
    public string ShadowsKey => string.Join(',', Shadows.OrderBy(s => s.Key.Hash).Select(s => $"{s.Value.Sequence}:{s.Value.Shadow.Base}{Text(s.Value.Shadow.Content)}"));

    /// <summary>Merges a stale save with the head, as the server does it.</summary>
    public Merge MergeOf(SaveCommand command, SaveDecision.Stale stale)
    {
        var made = BaseOf(command, stale);
        var yours = made is null ? null : command.Method is SaveMethod.Patch ? MergePatch.Apply(made, command.Body!) : command.Body;
        // The head that it met, which others may have replaced since.
        var theirs = Contents[(int)stale.Head.Version - 1];
        return new Merge(stale.Head.ETag, stale.Own, command.Method is SaveMethod.Restore ? null : yours,
            yours is null || theirs is null ? null : Merged(made!, theirs, yours, command.Policy.TextMerge));
    }

    private Content? BaseOf(SaveCommand command, SaveDecision.Stale stale)
    {
        var known = (stale.Own?.ETag ?? stale.Base).Version;
        if (Revisions.Any(r => r.ETag.Version > known && r.ETag.Version <= stale.Head.Version && r.Session == command.Session))
        {
            return null;
        }

        var (made, isKnown) = MergeBase.FindAsync(command, stale.Head, stale.Base, stale.Own,
            version => Task.FromResult<(Revision, Content?)?>((Revisions[(int)version - 1], ContentOf(version))),
            Older,
            sequence => Task.FromResult(Shadows.TryGetValue(command.Session!.Value, out var kept) && kept.Sequence == sequence ? kept.Shadow : null)).Result;
        return isKnown ? made : null;
    }

    private Task<IReadOnlyList<Revision>?> Older(long before) => Task.FromResult<IReadOnlyList<Revision>?>([.. Revisions.Take((int)before - 1).Reverse().Take(2)]);

    // A walk merges the same three again and again.
    private static readonly ConcurrentDictionary<(string, string, string), Content?> Known = new();

    private static Content? Merged(Content @base, Content theirs, Content yours, IReadOnlyList<JsonPointer> textPaths) =>
        Known.GetOrAdd((Text(@base), Text(theirs), Text(yours)), _ => ThreeWayMerge.Merge(@base, theirs, yours, textPaths).Merged);

    private static string Text(Content content) => content.Type + Encoding.UTF8.GetString(content.Bytes.Span);

    private static List<DocumentLock> WithRenewed(IEnumerable<DocumentLock> locks, IReadOnlyList<DocumentLock> renewed) =>
        [.. locks.Select(l => renewed.FirstOrDefault(r => r.Fence == l.Fence) ?? l)];

    private IReadOnlyList<(SessionKey?, Receipt)> WithReceipt(SaveCommand command, ETag etag, bool wrote) =>
        command.Sequence is { } sequence ? [.. Receipts, (command.Session, new Receipt(sequence, etag, command.Digest, wrote))] : Receipts;
}
