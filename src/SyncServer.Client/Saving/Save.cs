namespace SyncServer.Client.Saving;

/// <summary>One save, as it is sent and sent again: a retry is the same to the last byte (protocol 4.4).</summary>
/// <param name="Session">The Session-Id.</param>
/// <param name="Sequence">The Save-Sequence.</param>
/// <param name="Parent">The Save-Parent: the save whose content this one goes on from; null where it was made on <paramref name="Adopted"/>.</param>
/// <param name="Content">The content to store; null is a delete.</param>
/// <param name="Adopted">The version that the precondition names.</param>
/// <param name="Merge">Whether the server is to merge.</param>
/// <param name="ConflictId">The conflict that it settles (protocol 2).</param>
internal sealed record Save(string Session, long Sequence, long? Parent, SyncContent? Content, Known Adopted, bool Merge, string? ConflictId);
