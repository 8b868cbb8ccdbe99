using SyncServer.Core.Documents;

namespace SyncServer.Core.History;

/// <summary>Takes old versions away, a little at a time. Every version that stays keeps its exact bytes.</summary>
public interface IHistoryThinner
{
    /// <summary>
    /// One pass over what has grown old enough since the last. Each element is a small transaction that was just committed; the next one
    /// begins when it is asked for, so whoever enumerates sets the pace and may stop anywhere: the next pass goes on there. Of several
    /// nodes one thins at a time; on the others the pass ends at once.
    /// </summary>
    /// <param name="policies">What stays.</param>
    /// <param name="cancellation">Ends the pass between two transactions.</param>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    IAsyncEnumerable<ThinnedSlice> ThinAsync(HistoryPolicies policies, CancellationToken cancellation);
}
