namespace SyncServer.Core.History;

/// <summary>Which versions of a collection's documents stay (protocol 12, <c>History</c>).</summary>
public sealed record HistoryPolicy
{
    /// <summary>Everything for a day, then the last version of each ten minutes of a run for 30 days, then the last of each day for ever.</summary>
    public static HistoryPolicy Default { get; } = new();

    /// <summary>The longest time that can be asked for: a hundred years.</summary>
    public static TimeSpan MaxKept { get; } = TimeSpan.FromDays(36_500);

    /// <summary>How long every version stays.</summary>
    public TimeSpan KeepAll { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long the last version of each ten minutes of a run stays; later on the last of each day does. Not shorter than <see cref="KeepAll"/>.</summary>
    public TimeSpan KeepRuns { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether versions go at all.</summary>
    public bool Thin { get; init; } = true;

    /// <summary>The ages at which a version may go.</summary>
    public IReadOnlyList<TimeSpan> Ages => [KeepAll, KeepRuns];
}
