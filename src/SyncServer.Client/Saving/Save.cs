namespace SyncServer.Client.Saving;

/// <summary>One save as it is sent, and retried verbatim (docs/protocol.md, section 13).</summary>
/// <param name="Session">The Session-Id.</param>
/// <param name="Sequence">The Save-Sequence.</param>
/// <param name="Parent">The Save-Parent: the save whose content this one continues; null where it was made on <paramref name="Adopted"/>.</param>
/// <param name="Content">The content to store; null for a delete.</param>
/// <param name="Adopted">The version that the precondition names.</param>
/// <param name="Merge">Whether the server is asked to merge; null where the collection's policy decides.</param>
/// <param name="ConflictId">The conflict that the save resolves.</param>
internal sealed record Save(string Session, long Sequence, long? Parent, SyncContent? Content, DocumentVersion Adopted, bool? Merge, string? ConflictId);
