using SyncServer.Core.Documents;

namespace SyncServer.Core.Live;

/// <summary>
/// The log as one list of committed changes, in an order in which each document's versions rise. What was given once never moves, and nothing
/// ever comes in before it, whoever writes. Where the store does not answer, all of it throws <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Whether other processes write to this log too.</summary>
    bool HasOtherWriters { get; }

    /// <summary>Before the first change. Its epoch names the database: copies of it share the name, no other database has it.</summary>
    ChangeCursor Start { get; }

    /// <summary>
    /// After the newest change that is certain; usually after the newest of all. Every read that begins when this has returned shows at least what
    /// lies before.
    /// </summary>
    Task<ChangeCursor> EndAsync(CancellationToken cancellation = default);

    /// <summary>The place that a text names; null where this log has no such place, or lost it in a restore from backup.</summary>
    Task<ChangeCursor?> FindAsync(string text);

    /// <summary>The next changes that are certain. It waits a moment for those that are not certain yet.</summary>
    /// <param name="after">A place that this log has given.</param>
    /// <param name="limit">The most changes in the page; at least 1.</param>
    /// <returns>The page; null where the place was lost in a restore from backup.</returns>
    Task<ChangePage?> ReadAsync(ChangeCursor after, int limit);
}
