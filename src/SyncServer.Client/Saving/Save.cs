namespace SyncServer.Client.Saving;

/// <summary>One save, as it is sent and sent again: a retry is the same to the last byte (protocol 4.4).</summary>
/// <param name="Session">The Session-Id.</param>
/// <param name="Sequence">The session's own counter, strictly rising.</param>
/// <param name="Content">What is to be stored; null is a delete.</param>
/// <param name="Base">What was known when it was first sent.</param>
/// <param name="Merge">Whether the server is to merge; null leaves it to the collection's policy.</param>
/// <param name="ConflictId">The conflict that it settles (protocol 2).</param>
internal sealed record Save(string Session, long Sequence, SyncContent? Content, Known Base, bool? Merge, string? ConflictId);
