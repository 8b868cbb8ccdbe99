using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Advisory locks for documents that do not exist yet and so have no row to lock. A save that would create the document takes one shared, a request that locks
/// the document takes one exclusively. Many documents share one advisory lock, as a batch may create hundreds and PostgreSQL has room for some thousands.
/// </summary>
internal static class AbsentDocumentLocks
{
    /// <summary>The first key of these advisory locks.</summary>
    public const int Class = 0x53796e63;

    private const uint Buckets = 64;

    /// <summary>The second key, which is the same on every node.</summary>
    public static int BucketOf(DocumentKey key)
    {
        // FNV-1a.
        var hash = 2166136261;
        foreach (var c in key.Id)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return (int)(hash % Buckets);
    }
}
