using SyncServer.Core.Saving;

namespace SyncServer.Core.History;

/// <summary>
/// Which versions go: pure. A version goes in favour of the one after it, so that what becomes of it does not depend on how much of
/// the history is looked at, in which order, or how often.
/// </summary>
public static class Thinning
{
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(10);

    /// <summary>The versions that stay.</summary>
    /// <param name="lines">A stretch of a document's versions without a gap, oldest first. The last one stays: what comes after it is not known here.</param>
    /// <param name="policy">Of the collection.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="referred">Versions that something on record refers to: they stay.</param>
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
        // A clock that jumped back makes a version younger: it stays a little longer.
        var age = now - line.SavedAt;
        return policy.Thin && age > policy.KeepAll && !IsMarked(line) && !IsMarked(next)
            && (age > policy.KeepRuns
                ? line.SavedAt.UtcDateTime.Date == next.SavedAt.UtcDateTime.Date
                : string.Equals(line.Writer, next.Writer, StringComparison.Ordinal) && SliceOf(line) == SliceOf(next));
    }

    // What was deleted or written over can be restored, however old: the version before such a one stays as well.
    private static bool IsMarked(HistoryLine line) => line.Deleted || line.Outcome is SaveOutcome.Forced;

    private static long SliceOf(HistoryLine line) => line.SavedAt.UtcTicks / Slice.Ticks;
}
