namespace SyncServer.Client;

/// <summary>The server's content differs from what was typed last.</summary>
/// <param name="Version">The version.</param>
/// <param name="Content">Its content; null where the document was deleted, or where it is not applied.</param>
/// <param name="Applied">
/// Whether it is the document's content now. Where it is not, something typed is unsaved: the next save merges or meets a conflict.
/// </param>
/// <param name="SavedBy">Whose it is, where that is known.</param>
public sealed record RemoteChange(long Version, SyncContent? Content, bool Applied, SyncPerson? SavedBy);
