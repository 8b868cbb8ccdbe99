using SyncServer.Core.Documents;
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

    /// <summary>The newest version.</summary>
    public Head? Newest => Head;

    /// <summary>The newest version's bytes.</summary>
    public Content? NewestContent => Content;

    /// <summary>Decides a save and writes what it says.</summary>
    public (MemoryLog Log, SaveDecision Decision) Save(SaveCommand command, DateTimeOffset now)
    {
        var decision = Rule(command, StateFor(command), now);
        return (decision switch
        {
            SaveDecision.Written written => this with
            {
                Head = written.Head,
                Content = written.Content,
                Revisions = [.. Revisions, written.Head.Newest],
                Receipts = WithReceipt(command, written.Head.ETag, wrote: true),
            },
            SaveDecision.Unchanged unchanged => this with
            {
                Head = unchanged.Head,
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
            Same = own.LastOrDefault(r => r.Sequence == command.Sequence),
            Highest = own.Where(r => named is null || r.ETag.Version > named?.Version || (r.ETag.Version == named?.Version && !r.Wrote)).MaxBy(r => (r.Sequence, r.ETag.Version, !r.Wrote)),
            Last = own.LastOrDefault()?.Sequence,
        };
    }

    private IReadOnlyList<(SessionKey?, Receipt)> WithReceipt(SaveCommand command, ETag etag, bool wrote) =>
        command.Sequence is { } sequence ? [.. Receipts, (command.Session, new Receipt(sequence, etag, command.Digest, wrote))] : Receipts;
}
