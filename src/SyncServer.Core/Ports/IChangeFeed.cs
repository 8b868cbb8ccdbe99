using SyncServer.Core.Feed;

namespace SyncServer.Core.Ports;

/// <summary>
/// The log as one list of committed changes, in an order in which each document's versions rise. What was given once never moves, and nothing
/// ever comes in before it, whoever writes. Where the store does not answer, all of it throws <see cref="StoreUnavailableException"/>.
/// </summary>
public interface IChangeFeed
{
    /// <summary>Whether other processes write to this log too.</summary>
    bool HasOtherWriters { get; }

    /// <summary>Before the first change.</summary>
    ChangeCursor Start { get; }

    /// <summary>After the newest change. Every read that begins when this has returned shows at least what lies before.</summary>
    Task<ChangeCursor> EndAsync(CancellationToken cancellation = default);

    /// <summary>The place that a text names; null where it is none of this log, or of a history that is lost.</summary>
    Task<ChangeCursor?> FindAsync(string text);

    /// <summary>The next changes; none at the end.</summary>
    /// <param name="after">A position that this log has given.</param>
    /// <param name="limit">At most so many.</param>
    Task<IReadOnlyList<Change>> ReadAsync(long after, int limit);
}
