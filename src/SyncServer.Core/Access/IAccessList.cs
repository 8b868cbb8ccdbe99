using SyncServer.Core.Documents;

namespace SyncServer.Core.Access;

/// <summary>
/// The access lists of documents (docs/protocol.md, section 11). The save that creates a private document writes its creator's entry. A document that was
/// created while its collection was shared has no list; its creator is the owner. Nothing is cached, so a grant or revocation takes effect on every node at
/// once.
/// </summary>
public interface IAccessList
{
    /// <summary>The maximum number of entries of a list.</summary>
    public static int Max => 1000;

    /// <summary>Whether a document exists, and a user's role on it.</summary>
    Task<DocumentAccess> FindAsync(DocumentKey key, string user);

    /// <summary>Every entry, ordered by user id.</summary>
    Task<IReadOnlyList<Grant>> ListAsync(DocumentKey key);

    /// <summary>Grants a role. It replaces the user's previous role.</summary>
    /// <param name="key">An existing document.</param>
    /// <param name="user">The id of the user who gets the role.</param>
    /// <param name="role">The role.</param>
    /// <param name="by">The id of the owner who grants it; null for an operator, who needs no role.</param>
    Task<AccessChange> GrantAsync(DocumentKey key, string user, Role role, string? by);

    /// <summary>Revokes a user's role, if they have one.</summary>
    /// <param name="key">An existing document.</param>
    /// <param name="user">The id of the user who loses the role.</param>
    /// <param name="by">The id of the owner who revokes it; null for an operator, who needs no role.</param>
    /// <param name="force">Whether the last owner may be removed, if another user keeps a role. The default is false.</param>
    Task<AccessChange> RevokeAsync(DocumentKey key, string user, string? by, bool force = false);
}
