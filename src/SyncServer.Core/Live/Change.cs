using SyncServer.Core.Documents;

namespace SyncServer.Core.Live;

/// <summary>A committed version in the log of changes (docs/protocol.md, section 9).</summary>
/// <param name="Cursor">The cursor after this change.</param>
/// <param name="Key">The document.</param>
/// <param name="ETag">The version.</param>
/// <param name="Deleted">Whether it is a tombstone.</param>
/// <param name="SavedAt">When it was written, UTC.</param>
/// <param name="SavedBy">The user who wrote it.</param>
/// <param name="Session">The session that wrote it; null if the save had none.</param>
public sealed record Change(ChangeCursor Cursor, DocumentKey Key, ETag ETag, bool Deleted, DateTimeOffset SavedAt, Person SavedBy, SessionKey? Session);
