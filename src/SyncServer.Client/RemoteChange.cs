namespace SyncServer.Client;

/// <summary>A version of the server differs from the user's content: another session saved, the server merged, or a conflict was resolved with another content.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="Content">The new content; null if the document was deleted, or if <paramref name="Applied"/> is false.</param>
/// <param name="Applied">
/// True if it is the document's content now, so that the editor has to show it. False if a change of the user is unsaved: the next save merges with this version or meets a conflict.
/// </param>
/// <param name="SavedBy">Who saved it; null if that is not known.</param>
public sealed record RemoteChange(long Version, SyncContent? Content, bool Applied, SyncPerson? SavedBy);
