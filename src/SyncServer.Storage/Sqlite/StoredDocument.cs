using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>A document in the cache of the writer.</summary>
/// <param name="Doc">The document's number in the database.</param>
/// <param name="Head">The head.</param>
/// <param name="Content">The newest version's bytes; null for a tombstone.</param>
/// <param name="Chain">The chain of the newest version.</param>
/// <param name="Accepted">A timestamp of when a save of its run was last accepted; null if that was before it was loaded.</param>
internal sealed record StoredDocument(long Doc, Head Head, Content? Content, Chain Chain, long? Accepted) : ICachedDocument
{
    /// <inheritdoc/>
    public int Size => Content?.Bytes.Length ?? 0;
}
