using SyncServer.Core.Documents;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What one session knows, and what it sent.</summary>
/// <param name="Known">The newest version it has an ETag of; null where it knows of none.</param>
/// <param name="KnowsDeleted">Whether that version is a tombstone.</param>
/// <param name="Seen">It has seen the content of every version up to this one.</param>
/// <param name="Sent">Its saves, in the order they were made. Those not sent yet are not here.</param>
public sealed record Client(ETag? Known, bool KnowsDeleted, long Seen, IReadOnlyList<Message> Sent)
{
    /// <summary>Makes one more save with what is known now.</summary>
    public Client Send() => this with { Sent = [.. Sent, new Message(KnowsDeleted ? null : Known, Seen, Delivered: 0)] };

    /// <summary>Learns of a version, and never of an older one.</summary>
    public Client Learn(ETag etag, bool deleted) => etag.Version > (Known?.Version ?? 0) ? this with { Known = etag, KnowsDeleted = deleted } : this;
}

/// <summary>A save on its way.</summary>
/// <param name="Base">The ETag it carries; null for a create.</param>
/// <param name="Seen">What its client had seen when it was sent.</param>
/// <param name="Delivered">How many times it has arrived.</param>
public sealed record Message(ETag? Base, long Seen, int Delivered);
