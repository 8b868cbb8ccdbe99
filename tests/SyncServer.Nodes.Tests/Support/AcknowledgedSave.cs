namespace SyncServer.Nodes.Tests.Support;

/// <summary>A save that the server acknowledged.</summary>
/// <param name="Version">The version of the save.</param>
/// <param name="Body">The content.</param>
/// <param name="Session">The session.</param>
/// <param name="Known">The newest version that the client had read.</param>
internal sealed record AcknowledgedSave(long Version, string Body, string Session, long Known);
