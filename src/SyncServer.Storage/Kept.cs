using SyncServer.Core.History;

namespace SyncServer.Storage;

/// <summary>Which versions of a segment stay.</summary>
internal static class Kept
{
    /// <summary>The versions that stay; null where all of them do, which is mostly so.</summary>
    /// <param name="segment">The lines of the segment.</param>
    /// <param name="next">The version that follows, if any.</param>
    /// <param name="policy">Of the collection.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="referred">Asked for the versions that conflicts on record refer to, where it matters.</param>
    public static async Task<IReadOnlySet<long>?> OfAsync(
        IReadOnlyList<HistoryLine> segment, HistoryLine? next, HistoryPolicy policy, DateTimeOffset now, Func<Task<IReadOnlySet<long>>> referred)
    {
        IReadOnlyList<HistoryLine> lines = next is { } follower ? [.. segment, follower] : segment;
        var kept = Thinning.Keep(lines, policy, now, new HashSet<long>());
        if (kept.Count < lines.Count)
        {
            kept = Thinning.Keep(lines, policy, now, await referred());
        }

        return kept.Count < lines.Count ? kept : null;
    }
}
