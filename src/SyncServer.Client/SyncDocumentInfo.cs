namespace SyncServer.Client;

/// <summary>A document in the list of a collection (docs/protocol.md, section 6). Its content is read by opening it.</summary>
/// <param name="Id">The document's id within the collection.</param>
/// <param name="Version">The number of its newest version.</param>
/// <param name="ContentType">The content type of that version.</param>
/// <param name="Size">The size of that version in bytes.</param>
/// <param name="CreatedAt">When the document was created, in UTC.</param>
/// <param name="CreatedBy">Who created it; null if the server did not say.</param>
/// <param name="UpdatedAt">When that version was saved, in UTC.</param>
/// <param name="UpdatedBy">Who saved it; null if the server did not say.</param>
public sealed record SyncDocumentInfo(
    string Id, long Version, string ContentType, long Size, DateTimeOffset CreatedAt, SyncPerson? CreatedBy, DateTimeOffset UpdatedAt, SyncPerson? UpdatedBy);
