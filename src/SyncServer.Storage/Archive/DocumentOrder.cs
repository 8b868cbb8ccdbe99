using SyncServer.Core.Documents;

namespace SyncServer.Storage.Archive;

/// <summary>The order of documents in every stream: by the bytes of collection and id, as both databases order their keys.</summary>
internal static class DocumentOrder
{
    /// <summary>Negative if a document comes before another, positive if it comes after it.</summary>
    public static int Compare(DocumentKey one, DocumentKey other) =>
        string.CompareOrdinal(one.Collection, other.Collection) is var order and not 0 ? order : string.CompareOrdinal(one.Id, other.Id);
}
