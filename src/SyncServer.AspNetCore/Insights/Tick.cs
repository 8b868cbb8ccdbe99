using SyncServer.Insights.Metering;

namespace SyncServer.Insights;

/// <summary>What was counted since the start, up to a moment.</summary>
/// <param name="At">The moment, UTC.</param>
/// <param name="Timestamp">The same, by a clock that does not jump.</param>
/// <param name="Saves">Saves by outcome.</param>
/// <param name="Times">The distributions, by their names in <c>/insights</c>.</param>
internal sealed record Tick(DateTimeOffset At, long Timestamp, IReadOnlyDictionary<string, long> Saves, IReadOnlyDictionary<string, Distribution> Times)
{
    // A route of documents; streams of events are open for long, and say nothing about speed.
    private const string DocumentRoutes = "/v1/{collection}";

    /// <summary>Reads the meters.</summary>
    public static Tick Read(Meters meters, TimeProvider time) => new(time.GetUtcNow(), time.GetTimestamp(), SavesOf(meters), new Dictionary<string, Distribution>(StringComparer.Ordinal)
    {
        ["decision"] = Total(meters, "syncserver.decision.duration"),
        ["commit"] = Total(meters, "syncserver.commit.duration"),
        ["request"] = Total(meters, "http.server.request.duration", series => series.Label("http.route")?.StartsWith(DocumentRoutes, StringComparison.Ordinal) is true),
        ["batch"] = Total(meters, "syncserver.batch.size"),
        ["settle"] = Total(meters, "syncserver.conflict.open"),
        ["staleVersions"] = Total(meters, "syncserver.stale_base.distance"),
        ["staleSeconds"] = Total(meters, "syncserver.stale_base.age"),
    });

    private static Dictionary<string, long> SavesOf(Meters meters) =>
        (meters.Find("syncserver.saves")?.Series ?? []).GroupBy(series => series.Label("outcome")!, StringComparer.Ordinal)
            .ToDictionary(outcome => outcome.Key, outcome => (long)outcome.Sum(series => series.Value), StringComparer.Ordinal);

    private static Distribution Total(Meters meters, string name, Func<Series, bool>? wanted = null) => meters.Find(name)?.Total(wanted) ?? Distribution.Empty;
}
