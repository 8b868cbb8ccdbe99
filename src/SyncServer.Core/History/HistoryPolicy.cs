namespace SyncServer.Core.History;

/// <summary>Which versions of a collection's documents are kept (docs/protocol.md, section 6; setting <c>History</c>).</summary>
public sealed record HistoryPolicy
{
    /// <summary>All versions for a day, then the last version of each ten minutes of a run for 30 days, then the last version of each day without limit.</summary>
    public static HistoryPolicy Default { get; } = new();

    /// <summary>The maximum of the times: a hundred years.</summary>
    public static TimeSpan MaxKept { get; } = TimeSpan.FromDays(36_500);

    /// <summary>How long every version is kept. The default is 24 h.</summary>
    public TimeSpan KeepAll { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long the last version of each ten minutes of a run is kept; after that, the last version of each day is. At least <see cref="KeepAll"/>; the default
    /// is 30 days.
    /// </summary>
    public TimeSpan KeepRuns { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a conflict, settled or open, stays on record, and the versions that it refers to are kept for it. The default is 90 days.</summary>
    public TimeSpan KeepConflicts { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Whether versions and conflicts are removed at all. The default is true.</summary>
    public bool Thin { get; init; } = true;

    /// <summary>The ages at which a version may be removed.</summary>
    public IReadOnlyList<TimeSpan> Ages => [KeepAll, KeepRuns];

    /// <summary>Whether the keep time of a conflict is over.</summary>
    /// <param name="at">When the conflict occurred.</param>
    /// <param name="now">The time, UTC.</param>
    public bool IsOver(DateTimeOffset at, DateTimeOffset now) => Thin && now - at > KeepConflicts;
}
