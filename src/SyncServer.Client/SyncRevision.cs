namespace SyncServer.Client;

/// <summary>A version in the history of a document (docs/protocol.md, section 6). Its content is read with <see cref="SyncDocument.RevisionAsync"/>.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="SavedAt">When it was saved, in UTC.</param>
/// <param name="SavedBy">Who saved it; null if the server did not say.</param>
/// <param name="Outcome">How it was saved, such as <c>session</c> or <c>merged</c> (docs/protocol.md, section 3).</param>
/// <param name="Size">The size of its content in bytes.</param>
/// <param name="Deleted">True if the version is a delete.</param>
public sealed record SyncRevision(long Version, DateTimeOffset SavedAt, SyncPerson? SavedBy, string Outcome, long Size, bool Deleted);
