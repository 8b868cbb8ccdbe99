using SyncServer.Core.Documents;

namespace SyncServer.Core.Live;

/// <summary>A committed version, as the log tells it to whoever follows (protocol 9).</summary>
/// <param name="Cursor">The place after it.</param>
/// <param name="Key">Whose version.</param>
/// <param name="ETag">Which version.</param>
/// <param name="Deleted">Whether it is a tombstone.</param>
/// <param name="SavedAt">When it was written, UTC.</param>
/// <param name="SavedBy">Who wrote it.</param>
/// <param name="Session">The session that wrote it; null where the save named none.</param>
public sealed record Change(ChangeCursor Cursor, DocumentKey Key, ETag ETag, bool Deleted, DateTimeOffset SavedAt, Person SavedBy, SessionKey? Session);
