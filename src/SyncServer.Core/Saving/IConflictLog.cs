using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>The conflicts on record (protocol 6). Where the store does not answer, all of it throws <see cref="StoreUnavailableException"/>.</summary>
public interface IConflictLog
{
    /// <summary>Writes some of them together. It is no part of any save's transaction.</summary>
    /// <param name="met">Conflicts, each at most once. One that is on record already is counted there, and nothing else of it changes.</param>
    /// <param name="settlings">What settles them, or earlier ones, each at most once. One that is settled already stays as it was.</param>
    /// <returns>How long each conflict that this settled had been open.</returns>
    Task<IReadOnlyList<TimeSpan>> WriteAsync(IReadOnlyList<ConflictRecord> met, IReadOnlyList<Settling> settlings);

    /// <summary>A document's conflicts and overrides, newest first.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="before">Only those after this one in the list.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<ConflictRecord>> ListAsync(DocumentKey key, ConflictMark? before, int limit);

    /// <summary>
    /// The versions that a document's conflicts on record refer to, which are kept for as long as these are: what the saves were made on, what they
    /// ran into or wrote over, and what settled it.
    /// </summary>
    Task<IReadOnlySet<long>> ReferredAsync(DocumentKey key);
}
