namespace SyncServer.Nodes.Tests.Support;

/// <summary>A save that the server said was stored.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Session">Who made it.</param>
/// <param name="Known">The newest version that its client had seen.</param>
internal sealed record Kept(long Version, string Body, string Session, long Known);
