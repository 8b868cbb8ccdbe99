using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>Validates the names in a path (docs/protocol.md, section 1).</summary>
internal static class Names
{
    /// <summary>Returns a problem if a name is not valid; otherwise null and the policy of the collection.</summary>
    public static Problem? Check(CollectionPolicies policies, string collection, string? id, out CollectionPolicy policy)
    {
        policy = CollectionPolicy.Default;
        if (!DocumentKey.IsCollection(collection))
        {
            return Problems.InvalidName("A collection must match [a-z][a-z0-9-]{0,62} and must not be batch, changes, events or auth.");
        }

        if (id is not null && !DocumentKey.IsId(id))
        {
            return Problems.InvalidName("An id must match [A-Za-z0-9][A-Za-z0-9._~-]{0,127}.");
        }

        if (policies.Find(collection) is not { } found)
        {
            return Problems.NotFound("The collection does not exist.");
        }

        policy = found;
        return null;
    }
}
