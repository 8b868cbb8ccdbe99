using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The names in a path, checked (protocol 1).</summary>
internal static class Names
{
    /// <summary>What is wrong with the names, if anything; else the collection's policy.</summary>
    public static Problem? Check(CollectionPolicies policies, string collection, string? id, out CollectionPolicy policy)
    {
        policy = CollectionPolicy.Default;
        if (!DocumentKey.IsCollection(collection))
        {
            return Problems.InvalidName("A collection is [a-z][a-z0-9-]{0,62} and not batch, changes, events or auth.");
        }

        if (id is not null && !DocumentKey.IsId(id))
        {
            return Problems.InvalidName("An id is [A-Za-z0-9][A-Za-z0-9._~-]{0,127}.");
        }

        if (policies.Find(collection) is not { } found)
        {
            return Problems.NotFound("There is no such collection.");
        }

        policy = found;
        return null;
    }
}
