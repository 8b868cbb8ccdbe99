using SyncServer.Core.Documents;

namespace SyncServer.Core.Live;

/// <summary>
/// The log of committed changes in one order, in which each document's versions rise. A change that was returned keeps its place, and no change is ever
/// inserted before it. Every method throws <see cref="StoreUnavailableException"/> when the store does not answer.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Whether other processes write to the same log.</summary>
    bool HasOtherWriters { get; }

    /// <summary>The cursor before the first change. Its epoch identifies the database: copies of it have the same, other databases do not.</summary>
    ChangeCursor Start { get; }

    /// <summary>
    /// The cursor after the newest change whose place is final, which usually is the newest change. Every read that begins after this method has returned
    /// includes the changes before the cursor.
    /// </summary>
    Task<ChangeCursor> EndAsync(CancellationToken cancellation = default);

    /// <summary>Parses a cursor; null if the log has no such cursor, or lost it in a restore from backup.</summary>
    Task<ChangeCursor?> FindAsync(string text);

    /// <summary>The next changes whose place is final. The method waits a moment for the transactions that may still commit before them.</summary>
    /// <param name="after">A cursor that this log has returned.</param>
    /// <param name="limit">The maximum number of changes, at least 1.</param>
    /// <returns>The page; null if the cursor was lost in a restore from backup.</returns>
    Task<ChangePage?> ReadAsync(ChangeCursor after, int limit);
}
