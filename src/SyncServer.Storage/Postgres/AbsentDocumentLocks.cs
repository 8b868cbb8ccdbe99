using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// What stands for the rows of documents that do not exist yet: advisory locks, shared by the saves that would create one and taken alone by
/// whoever locks one before it exists. One for many documents, as a batch may create hundreds and PostgreSQL has room for some thousands.
/// </summary>
internal static class AbsentDocumentLocks
{
    /// <summary>The first number of these advisory locks.</summary>
    public const int Class = 0x53796e63;

    private const uint Buckets = 64;

    /// <summary>The second number: the same on every node.</summary>
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
