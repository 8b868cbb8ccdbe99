using SyncServer.Core.Documents;

namespace SyncServer.Core.History;

/// <summary>What one small transaction of thinning took away.</summary>
/// <param name="Document">Whose versions; null where it took receipts.</param>
/// <param name="Versions">How many versions.</param>
/// <param name="Receipts">How many receipts of saves that wrote nothing.</param>
public readonly record struct ThinnedSlice(DocumentKey? Document, int Versions, int Receipts);
