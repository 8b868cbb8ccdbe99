using SyncServer.Core.Documents;
using SyncServer.Core.Locking;

namespace SyncServer.Core.Live;

/// <summary>An event of a document, as sent on event streams (docs/protocol.md, section 9).</summary>
/// <param name="Key">The document.</param>
public abstract record LiveEvent(DocumentKey Key)
{
    /// <summary>A version was committed.</summary>
    /// <param name="Change">The change.</param>
    public sealed record Changed(Change Change) : LiveEvent(Change.Key);

    /// <summary>A session joined, changed its state or left.</summary>
    /// <param name="Session">The session.</param>
    public sealed record Present(PresentSession Session) : LiveEvent(Session.Key);

    /// <summary>A lock was taken or ended.</summary>
    /// <param name="Notice">The change of the lock.</param>
    public sealed record Locking(LockNotice Notice) : LiveEvent(Notice.Key);
}
