namespace SyncServer.Core.Documents;

/// <summary>That a session's save with this sequence was accepted (protocol 4.4).</summary>
/// <param name="Sequence">The Save-Sequence.</param>
/// <param name="ETag">The version that it wrote, or the head that it left unchanged.</param>
/// <param name="Digest">Of the request's method, type and body.</param>
/// <param name="Wrote">False for an unchanged save.</param>
public sealed record Receipt(long Sequence, ETag ETag, Digest Digest, bool Wrote);
