namespace SyncServer.Client;

/// <summary>What a draft is stored under: one for each user and document.</summary>
/// <param name="User">Whose draft it is (<see cref="SyncClientOptions.User"/>); empty where the server needs no sign-in.</param>
/// <param name="Collection">The document's collection.</param>
/// <param name="Id">The document's id within the collection.</param>
public sealed record DraftKey(string User, string Collection, string Id);
