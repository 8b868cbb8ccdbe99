namespace SyncServer.Core.Documents;

/// <summary>A user, as documents and other users know them (docs/protocol.md, section 5).</summary>
/// <param name="Id">The user's id: unique, and never changed, as it is stored with every version that the user saves.</param>
/// <param name="Name">The name to show. It is stored with every version too.</param>
public sealed record Person(string Id, string Name);
