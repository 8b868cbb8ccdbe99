using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Identity;

/// <summary>Access control (docs/protocol.md, section 11). The access list of a private document is read for every request, so that a revocation applies at once.</summary>
internal sealed class Permissions(IAccessList lists)
{
    /// <summary>Decides whether a user may do something with a document.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="key">The document.</param>
    /// <param name="policy">The policy of its collection.</param>
    /// <param name="required">The required role. In a shared collection every user is an editor, and the creator is an owner.</param>
    /// <param name="creates">Whether the request may create the document.</param>
    public async ValueTask<AccessDecision> DecideAsync(string user, DocumentKey key, CollectionPolicy policy, Role required, bool creates = false)
    {
        var isShared = policy.Access is CollectionAccess.Shared;
        if (isShared && required is not Role.Owner)
        {
            return AccessDecision.Allowed;
        }

        var (exists, role) = await lists.FindAsync(key, user);
        return role >= required ? AccessDecision.Allowed
            : role is not null || (isShared && exists) ? AccessDecision.NotAllowed
            : creates && !exists ? AccessDecision.MayCreate
            : AccessDecision.Hidden;
    }
}
