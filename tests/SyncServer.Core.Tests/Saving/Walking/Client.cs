using SyncServer.Core.Documents;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What one session knows, and what it sent.</summary>
/// <param name="Known">The newest version it has an ETag of; null where it knows of none.</param>
/// <param name="KnowsDeleted">Whether that version is a tombstone.</param>
/// <param name="Seen">It has seen the content of every version up to this one.</param>
/// <param name="Text">What is in its editor, where sessions merge.</param>
/// <param name="Sent">Its saves, in the order they were made. Those not sent yet are not here.</param>
public sealed record Client(ETag? Known, bool KnowsDeleted, long Seen, string Text, IReadOnlyList<Message> Sent)
{
    /// <summary>Makes one more save of this text with what is known now.</summary>
    public Client Send(string text) => this with { Text = text, Sent = [.. Sent, new Message(KnowsDeleted ? null : Known, Seen, Text, text, Delivered: 0)] };

    /// <summary>Learns of a version, and never of an older one.</summary>
    public Client Learn(ETag etag, bool deleted) => etag.Version > (Known?.Version ?? 0) ? this with { Known = etag, KnowsDeleted = deleted } : this;

    /// <summary>Takes over what is stored, where nothing was sent since.</summary>
    public Client Adopt(int number, ETag etag, string stored) =>
        number == Sent.Count && etag.Version > (Known?.Version ?? 0) ? this with { Known = etag, Seen = etag.Version, Text = stored } : this;
}

/// <summary>A save on its way.</summary>
/// <param name="Base">The ETag it carries; null for a create.</param>
/// <param name="Seen">What its client had seen when it was sent.</param>
/// <param name="Before">What was in the editor before this edit, where sessions merge.</param>
/// <param name="Text">What it says, where sessions merge.</param>
/// <param name="Delivered">How many times it has arrived.</param>
public sealed record Message(ETag? Base, long Seen, string Before, string Text, int Delivered);
