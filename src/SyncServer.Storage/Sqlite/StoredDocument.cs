using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>A document as the log has it.</summary>
/// <param name="Doc">Its number in the database.</param>
/// <param name="Head">Its newest version and run.</param>
/// <param name="Content">The newest version's bytes; null on a tombstone.</param>
/// <param name="Chain">What reading the newest version takes.</param>
/// <param name="Accepted">When its run was last accepted, as a timestamp of the process; null where that was before it was loaded.</param>
internal sealed record StoredDocument(long Doc, Head Head, Content? Content, Chain Chain, long? Accepted) : ICachedDocument
{
    /// <inheritdoc/>
    public int Size => Content?.Bytes.Length ?? 0;
}
