using SyncServer.Core.Documents;

namespace SyncServer.Core.History;

/// <summary>What one small transaction of thinning took away.</summary>
/// <param name="Document">Whose versions; null where it took session records.</param>
/// <param name="Versions">How many versions.</param>
/// <param name="Sessions">How many expired session records.</param>
public readonly record struct ThinnedSlice(DocumentKey? Document, int Versions, int Sessions);
