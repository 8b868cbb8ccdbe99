namespace SyncServer.Client;

/// <summary>A user, as the server names them.</summary>
/// <param name="Id">The user's id, unique on the server.</param>
/// <param name="Name">The name to show.</param>
public sealed record SyncPerson(string Id, string Name);
