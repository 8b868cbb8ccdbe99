using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>What a session submitted with a save that was merged, kept for the window (protocol 4.9): its saves in flight were made on it.</summary>
/// <param name="Base">The version that the save named.</param>
/// <param name="Content">The bytes as the client had them.</param>
public sealed record Shadow(long Base, Content Content);
