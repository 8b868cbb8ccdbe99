namespace SyncServer.Core.Access;

/// <summary>An entry of a document's access list.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Role">The user's role.</param>
public sealed record Grant(string User, Role Role);
