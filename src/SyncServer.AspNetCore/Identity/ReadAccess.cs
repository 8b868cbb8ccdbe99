using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Settings;

namespace SyncServer.Identity;

/// <summary>Read access for changes and events. It is checked for every event, so that a revocation applies to open streams at once.</summary>
internal sealed class ReadAccess(CollectionPolicies policies, Permissions permissions) : IReadAccess
{
    /// <inheritdoc/>
    public async ValueTask<bool> MayReadAsync(Person user, DocumentKey key) =>
        policies.Find(key.Collection) is { } policy && await permissions.DecideAsync(user.Id, key, policy, Role.Viewer) is AccessDecision.Allowed;
}
