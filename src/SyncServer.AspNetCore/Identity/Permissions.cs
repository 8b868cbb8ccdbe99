using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;

namespace SyncServer.Identity;

/// <summary>Who may do what (protocol 11). A private document's list is read for every request: whatever is taken away is gone at once.</summary>
internal sealed class Permissions(IAccessList lists)
{
    /// <summary>Judges one request.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="key">The document.</param>
    /// <param name="policy">The policy of its collection.</param>
    /// <param name="needs">The role that it takes. In a shared collection everybody is an editor, and the creator an owner.</param>
    /// <param name="creates">Whether it makes sense before there is such a document.</param>
    public async ValueTask<Verdict> JudgeAsync(string user, DocumentKey key, CollectionPolicy policy, Role needs, bool creates = false)
    {
        var isShared = policy.Access is CollectionAccess.Shared;
        if (isShared && needs is not Role.Owner)
        {
            return Verdict.Allowed;
        }

        var (isSeen, role) = await lists.FindAsync(key, user);
        return role >= needs ? Verdict.Allowed
            : role is not null || (isShared && isSeen) ? Verdict.NotAllowed
            : creates && !isSeen ? Verdict.MayCreate
            : Verdict.Hidden;
    }
}
