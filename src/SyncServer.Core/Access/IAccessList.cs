using SyncServer.Core.Documents;

namespace SyncServer.Core.Access;

/// <summary>
/// The access lists of documents (protocol 11). The save that creates a private document writes its creator's entry; a document from a time
/// when its collection was shared has no list, and is its creator's. Nothing is remembered: what is given or taken holds on every node at once.
/// </summary>
public interface IAccessList
{
    /// <summary>How many entries a list may have.</summary>
    public static int Max => 1000;

    /// <summary>How a user stands to a document.</summary>
    Task<Standing> StandingAsync(DocumentKey key, string user);

    /// <summary>Every entry, by user id.</summary>
    Task<IReadOnlyList<Grant>> ListAsync(DocumentKey key);

    /// <summary>Gives a role, instead of the one that the user had.</summary>
    /// <param name="key">A document that there is.</param>
    /// <param name="user">To whom.</param>
    /// <param name="role">The role.</param>
    /// <param name="by">The owner who gives it.</param>
    Task<AccessChange> GiveAsync(DocumentKey key, string user, Role role, string by);

    /// <summary>Takes a user's role; whoever has none keeps none.</summary>
    /// <param name="key">A document that there is.</param>
    /// <param name="user">From whom.</param>
    /// <param name="by">The owner who takes it.</param>
    Task<AccessChange> TakeAsync(DocumentKey key, string user, string by);
}
