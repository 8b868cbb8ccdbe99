namespace SyncServer.Client;

/// <summary>Somebody who works on documents.</summary>
/// <param name="Id">The server's id of that person.</param>
/// <param name="Name">A name to show.</param>
public sealed record SyncPerson(string Id, string Name);
