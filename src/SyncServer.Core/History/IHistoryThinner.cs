using SyncServer.Core.Documents;

namespace SyncServer.Core.History;

/// <summary>Removes old versions and conflicts in small transactions. Every version that is kept keeps its exact bytes.</summary>
public interface IHistoryThinner
{
    /// <summary>A version that seems to be saved more than this in the future was saved while a clock was wrong. It is kept, and does not hold up the versions after it.</summary>
    static readonly TimeSpan MaxClockStep = TimeSpan.FromHours(1);

    /// <summary>
    /// One pass over the versions that have become old enough since the last pass. Each element reports a small transaction that was just committed. The next
    /// one begins when the next element is requested, so the caller sets the pace and may stop at any element; the next pass continues there. Only one node
    /// thins at a time; on the others the pass ends at once.
    /// </summary>
    /// <param name="policies">Which versions are kept.</param>
    /// <param name="cancellation">Ends the pass between two transactions.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    IAsyncEnumerable<ThinnedSlice> ThinAsync(HistoryPolicies policies, CancellationToken cancellation);
}
