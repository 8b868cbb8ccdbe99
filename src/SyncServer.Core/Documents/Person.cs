namespace SyncServer.Core.Documents;

/// <summary>Somebody who saved (protocol 5: people are id and name).</summary>
/// <param name="Id">Unique and stable.</param>
/// <param name="Name">To show.</param>
public sealed record Person(string Id, string Name);
