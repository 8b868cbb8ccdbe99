namespace SyncServer.Core.Access;

/// <summary>A user's access to a document by its access list.</summary>
/// <param name="Exists">Whether the document exists or existed: true for a tombstone.</param>
/// <param name="Role">The user's role; null if they have none.</param>
public readonly record struct DocumentAccess(bool Exists, Role? Role);
