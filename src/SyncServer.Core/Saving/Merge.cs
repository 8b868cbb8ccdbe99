using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>A session's last accepted save.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="ETag">The version that it wrote or left unchanged.</param>
public sealed record Submission(long Sequence, ETag ETag);

/// <summary>A stale save put together with a head (protocol 4.9). It is of use only while that head is the newest version.</summary>
/// <param name="Head">The version that it was merged with.</param>
/// <param name="Own">The session's last accepted save that it was merged behind; where another came since, its base was another.</param>
/// <param name="Submitted">
/// What the save alone would have made of its base: the session's shadow, if this is accepted. Null for a restore, whose bytes its client may never have had.
/// </param>
/// <param name="Merged">Both; null where they overlap or the base is not kept.</param>
public sealed record Merge(ETag Head, Submission? Own, Content? Submitted, Content? Merged);
