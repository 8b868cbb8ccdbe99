using SyncServer.Core.Documents;

namespace SyncServer.Core.History;

/// <summary>What one transaction of thinning removed.</summary>
/// <param name="Document">The document whose versions were removed; null if session records or conflicts were.</param>
/// <param name="Versions">The number of versions.</param>
/// <param name="Sessions">The number of expired session records.</param>
/// <param name="Conflicts">The number of conflicts on record whose keep time is over.</param>
public readonly record struct ThinnedSlice(DocumentKey? Document, int Versions, int Sessions, int Conflicts);
