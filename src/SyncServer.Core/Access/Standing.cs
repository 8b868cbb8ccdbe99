namespace SyncServer.Core.Access;

/// <summary>How somebody stands to a document by its access list.</summary>
/// <param name="IsSeen">Whether there is such a document, deleted or not.</param>
/// <param name="Role">The role; null for a stranger.</param>
public readonly record struct Standing(bool IsSeen, Role? Role);
