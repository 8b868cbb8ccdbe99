namespace SyncServer.Core.Access;

/// <summary>An entry of a document's access list.</summary>
/// <param name="User">The id of whom it is for.</param>
/// <param name="Role">What they may.</param>
public sealed record Grant(string User, Role Role);
