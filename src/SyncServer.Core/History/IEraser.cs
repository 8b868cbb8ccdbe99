using SyncServer.Core.Documents;

namespace SyncServer.Core.History;

/// <summary>
/// Removes content for good (docs/operations.md, "Erase"). Every method can be stopped at any time and called again. Every method throws
/// <see cref="StoreUnavailableException"/> when the store does not answer.
/// </summary>
public interface IEraser
{
    /// <summary>
    /// Removes all of a deleted document but its tombstone: its other versions, session records, conflicts, locks and access list. The user who deleted it becomes its
    /// creator. The tombstone stays, so that a save that was sent before does not create the document again.
    /// </summary>
    Task<EraseResult> EraseDocumentAsync(DocumentKey key);

    /// <summary>Removes one version from the history, and its words from what is stored of the versions after it, if they do not contain them.</summary>
    /// <param name="key">The document.</param>
    /// <param name="version">The version, which must not be the newest one.</param>
    Task<EraseResult> EraseVersionAsync(DocumentKey key, long version);

    /// <summary>The documents that only this user has a role for, and those without an access list that this user created.</summary>
    Task<IReadOnlyList<OwnedDocument>> ListDocumentsOfAsync(string user);

    /// <summary>
    /// Replaces a user by another one in all versions and conflicts, without their sessions, and removes the user's account, roles and locks. The content of documents
    /// does not change. Session records, which have no name, stay until they expire, so that a save that is sent again is recognised.
    /// </summary>
    /// <param name="user">The user's id.</param>
    /// <param name="replacement">The user who takes its place.</param>
    /// <returns>The documents that have no owner any more.</returns>
    Task<IReadOnlyList<DocumentKey>> EraseUserAsync(string user, Person replacement);
}

/// <summary>A document of one user.</summary>
/// <param name="Key">The document.</param>
/// <param name="HasAccessList">Whether it has an access list. A document of a private collection gets one when it is created.</param>
public readonly record struct OwnedDocument(DocumentKey Key, bool HasAccessList);

/// <summary>The results of erasing.</summary>
public enum EraseResult
{
    /// <summary>It is erased.</summary>
    Erased,

    /// <summary>The document or the version does not exist.</summary>
    NotFound,

    /// <summary>The newest version is still the document's content. It must be deleted, or replaced by another version, first.</summary>
    InUse,
}
