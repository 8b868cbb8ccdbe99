using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>Who may read what, for the feed: asked anew for every event, so that open streams obey at once.</summary>
internal sealed class ReadAccess(CollectionPolicies policies, Permissions permissions) : IReadAccess
{
    /// <inheritdoc/>
    public async ValueTask<bool> MayReadAsync(Person user, DocumentKey key) =>
        policies.Find(key.Collection) is { } policy && await permissions.JudgeAsync(user.Id, key, policy, Role.Viewer) is Verdict.Allowed;
}
