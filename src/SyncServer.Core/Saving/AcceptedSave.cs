using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>A save that was accepted, as the rest of the server is told of it after the commit. It holds no content.</summary>
/// <param name="Key">Which document.</param>
/// <param name="Session">Whose save it was; null where it named no session.</param>
/// <param name="Sequence">Its Save-Sequence, if any.</param>
/// <param name="Head">The head that it made, or that it left unchanged.</param>
/// <param name="Wrote">Whether it made it.</param>
/// <param name="Window">How long the session may skip ETag equality from now on.</param>
public sealed record AcceptedSave(DocumentKey Key, SessionKey? Session, long? Sequence, Head Head, bool Wrote, TimeSpan Window)
{
    /// <summary>From a decision; null where nothing was accepted.</summary>
    public static AcceptedSave? Of(SaveCommand command, SaveDecision decision) => decision switch
    {
        SaveDecision.Written { Head: var head } => new AcceptedSave(command.Key, command.Session, command.Sequence, head, Wrote: true, command.Policy.Window),
        SaveDecision.Unchanged { Head: var head } => new AcceptedSave(command.Key, command.Session, command.Sequence, head, Wrote: false, command.Policy.Window),
        _ => null,
    };

    /// <summary>The version that was the head before it.</summary>
    public long Before => Wrote ? Head.Version - 1 : Head.Version;
}
