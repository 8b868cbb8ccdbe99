namespace SyncServer.Insights;

/// <summary>The cumulative metrics at a point in time.</summary>
/// <param name="At">The time, UTC.</param>
/// <param name="Timestamp">The same time as a monotonic timestamp.</param>
/// <param name="Saves">Saves by outcome.</param>
/// <param name="Times">The distributions, by their names in <c>/insights</c>.</param>
/// <param name="Gauges">The gauges, by metric name.</param>
internal sealed record MetricsSnapshot(
    DateTimeOffset At, long Timestamp, IReadOnlyDictionary<string, long> Saves, IReadOnlyDictionary<string, Distribution> Times, IReadOnlyDictionary<string, double> Gauges);
