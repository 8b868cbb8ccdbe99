namespace SyncServer.Insights;

/// <summary>What was counted since the start, up to a moment.</summary>
/// <param name="At">The moment, UTC.</param>
/// <param name="Timestamp">The same, by a clock that does not jump.</param>
/// <param name="Saves">Saves by outcome.</param>
/// <param name="Times">The distributions, by their names in <c>/insights</c>.</param>
/// <param name="Gauges">The gauges as they are at that moment, by their names in the metrics.</param>
internal sealed record Tick(
    DateTimeOffset At, long Timestamp, IReadOnlyDictionary<string, long> Saves, IReadOnlyDictionary<string, Distribution> Times, IReadOnlyDictionary<string, double> Gauges);
