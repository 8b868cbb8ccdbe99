namespace SyncServer.Core.Documents;

/// <summary>A user (docs/protocol.md, section 5).</summary>
/// <param name="Id">The unique, stable id.</param>
/// <param name="Name">The display name.</param>
public sealed record Person(string Id, string Name);
