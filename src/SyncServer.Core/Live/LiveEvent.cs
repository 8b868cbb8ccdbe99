using SyncServer.Core.Documents;
using SyncServer.Core.Locking;

namespace SyncServer.Core.Live;

/// <summary>Something that happened to a document, as open streams tell it (protocol 9).</summary>
/// <param name="Key">Which document.</param>
public abstract record LiveEvent(DocumentKey Key)
{
    /// <summary>A version was committed.</summary>
    /// <param name="Change">The change.</param>
    public sealed record Changed(Change Change) : LiveEvent(Change.Key);

    /// <summary>A session came, does something else, or is gone.</summary>
    /// <param name="Session">The session.</param>
    public sealed record Present(PresentSession Session) : LiveEvent(Session.Key);

    /// <summary>A lock was taken, or is gone.</summary>
    /// <param name="News">What happened to it.</param>
    public sealed record Locking(LockNews News) : LiveEvent(News.Key);
}
