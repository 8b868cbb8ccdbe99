using System.Collections.Frozen;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace SyncServer.Insights;

/// <summary>
/// Reads the metrics for <c>/insights</c>: a second OpenTelemetry reader besides that of <c>/metrics</c>, with the same cumulative counters and histograms and the
/// same gauges.
/// </summary>
internal sealed class InsightsExporter : BaseExporter<Metric>
{
    // Only document routes: event streams stay open, so their duration says nothing about speed.
    private const string DocumentRoutes = "/v1/{collection}";

    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["syncserver.decision.duration"] = "decision",
        ["syncserver.commit.duration"] = "commit",
        ["http.server.request.duration"] = "request",
        ["syncserver.batch.size"] = "batch",
        ["syncserver.conflict.open"] = "settle",
        ["syncserver.stale_base.distance"] = "staleVersions",
        ["syncserver.stale_base.age"] = "staleSeconds",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private MetricsSnapshot _last = null!;

    /// <param name="time">The clock.</param>
    public InsightsExporter(TimeProvider time)
    {
        _time = time;
        Reader = new BaseExportingMetricReader(this);
        Export(default);
    }

    /// <summary>The reader, to be added to the meter provider.</summary>
    public MetricReader Reader { get; }

    /// <summary>Collects and returns the current values.</summary>
    public MetricsSnapshot Read()
    {
        // Concurrent calls of Collect share one collection, which may have started before the last save of the caller.
        lock (_lock)
        {
            Reader.Collect();
            return _last;
        }
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var saves = new Dictionary<string, long>(StringComparer.Ordinal);
        var times = new Dictionary<string, Distribution>(StringComparer.Ordinal);
        var gauges = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var metric in batch)
        {
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                if (metric is { Name: "syncserver.saves", MetricType: MetricType.LongSum })
                {
                    var outcome = LabelOf(point, "outcome");
                    saves[outcome] = saves.GetValueOrDefault(outcome) + point.GetSumLong();
                }
                else if (metric.MetricType is MetricType.Histogram && Names.TryGetValue(metric.Name, out var name)
                    && (name is not "request" || LabelOf(point, "http.route").StartsWith(DocumentRoutes, StringComparison.Ordinal)))
                {
                    times[name] = times.GetValueOrDefault(name, Distribution.Empty) + Distribution.Of(point);
                }
                else if (metric.MeterName is SaveMetrics.MeterName && metric.MetricType is MetricType.LongGauge or MetricType.LongSumNonMonotonic)
                {
                    gauges[NameOf(metric, point)] = metric.MetricType is MetricType.LongGauge ? point.GetGaugeLastValueLong() : point.GetSumLong();
                }
            }
        }

        _last = new MetricsSnapshot(_time.GetUtcNow(), _time.GetTimestamp(), saves, times, gauges);
        return ExportResult.Success;
    }

    private static string NameOf(Metric metric, in MetricPoint point)
    {
        var name = metric.Name;
        foreach (var (_, value) in point.Tags)
        {
            name += $".{value}";
        }

        return name;
    }

    private static string LabelOf(in MetricPoint point, string label)
    {
        foreach (var (key, value) in point.Tags)
        {
            if (string.Equals(key, label, StringComparison.Ordinal))
            {
                return value as string ?? "";
            }
        }

        return "";
    }
}
