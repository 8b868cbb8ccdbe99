using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>
/// The conflicts on record (docs/protocol.md, section 6). Every method throws <see cref="StoreUnavailableException"/> when the store does not answer.
/// </summary>
public interface IConflictLog
{
    /// <summary>Writes conflicts and settlements in one transaction, which is not a transaction of a save.</summary>
    /// <param name="conflicts">Conflicts, each at most once. If one is on record already, its count rises and it gets a missing result of the comparison.</param>
    /// <param name="settlements">Settlements of these or earlier conflicts, each at most once. A conflict that is settled already is not changed.</param>
    /// <returns>For each conflict that was settled by this call, how long it had been open.</returns>
    Task<IReadOnlyList<TimeSpan>> WriteAsync(IReadOnlyList<ConflictRecord> conflicts, IReadOnlyList<ConflictSettlement> settlements);

    /// <summary>A document's conflicts and forced saves, newest first.</summary>
    /// <param name="key">The document.</param>
    /// <param name="before">Return only entries that follow this position in the list.</param>
    /// <param name="limit">The maximum number of entries.</param>
    Task<IReadOnlyList<ConflictRecord>> ListAsync(DocumentKey key, ConflictMark? before, int limit);

    /// <summary>
    /// The versions that a document's conflicts on record refer to: the versions that saves were made on, ran into or overwrote, and those that settled conflicts.
    /// They are kept as long as the conflicts are; the versions of forced saves without limit.
    /// </summary>
    /// <param name="key">The document.</param>
    /// <param name="since">Earlier conflicts do not count: their keep time is over.</param>
    Task<IReadOnlySet<long>> ListReferencedVersionsAsync(DocumentKey key, DateTimeOffset since);
}
