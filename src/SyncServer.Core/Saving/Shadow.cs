using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>
/// What a session submitted with a save that was merged (protocol 4.9): its saves in flight were made on it. Kept as long as every version is
/// (<see cref="History.HistoryPolicy.KeepAll"/>), not for the window only: who comes back after hours goes on from it too.
/// </summary>
/// <param name="Base">The version that the save named.</param>
/// <param name="Content">The bytes as the client had them.</param>
public sealed record Shadow(long Base, Content Content);
