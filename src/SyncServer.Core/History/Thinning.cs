using SyncServer.Core.Saving;

namespace SyncServer.Core.History;

/// <summary>
/// Decides which versions are removed; a pure function. Whether a version is removed depends only on the version after it, so the result does not depend on
/// how much of the history a pass reads, in which order, or how often.
/// </summary>
public static class Thinning
{
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(10);

    /// <summary>The versions that are kept.</summary>
    /// <param name="lines">Consecutive versions of a document, oldest first. The last one is kept, as the version after it is not known here.</param>
    /// <param name="policy">The policy of the collection.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="referred">Versions that a record refers to: they are kept.</param>
    public static IReadOnlySet<long> Keep(IReadOnlyList<HistoryLine> lines, HistoryPolicy policy, DateTimeOffset now, IReadOnlySet<long> referred)
    {
        var kept = new HashSet<long>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (i == lines.Count - 1 || referred.Contains(lines[i].Version) || !Goes(lines[i], lines[i + 1], policy, now))
            {
                kept.Add(lines[i].Version);
            }
        }

        return kept;
    }

    private static bool Goes(HistoryLine line, HistoryLine next, HistoryPolicy policy, DateTimeOffset now)
    {
        // If the clock was set back, the version seems younger and is kept longer.
        var age = now - line.SavedAt;
        return policy.Thin && age > policy.KeepAll && !IsMarked(line) && !IsMarked(next)
            && (age > policy.KeepRuns
                ? line.SavedAt.UtcDateTime.Date == next.SavedAt.UtcDateTime.Date
                : string.Equals(line.Writer, next.Writer, StringComparison.Ordinal) && SliceOf(line) == SliceOf(next));
    }

    // What was deleted or overwritten must always be restorable, so the version before a tombstone or a forced version is kept as well.
    private static bool IsMarked(HistoryLine line) => line.Deleted || line.Outcome is SaveOutcome.Forced;

    private static long SliceOf(HistoryLine line) => line.SavedAt.UtcTicks / Slice.Ticks;
}
