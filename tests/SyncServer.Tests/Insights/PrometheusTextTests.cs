using System.Diagnostics.Metrics;
using SyncServer.Insights;
using SyncServer.Insights.Metering;

namespace SyncServer.Tests.Insights;

/// <summary>The text format of Prometheus, by hand.</summary>
public sealed class PrometheusTextTests : IDisposable
{
    private readonly Meter _meter = new("test");

    [Theory]
    [InlineData("syncserver.saves", "{save}", "Counter", "syncserver_saves_total")]
    [InlineData("http.server.request.duration", "s", "Histogram", "http_server_request_duration_seconds")]
    [InlineData("dotnet.gc.pause.time", "s", "Counter", "dotnet_gc_pause_time_seconds_total")]
    [InlineData("cache.size", "By", "Gauge", "cache_size_bytes")]
    [InlineData("cache.size.bytes", "By", "Gauge", "cache_size_bytes")]
    [InlineData("all.saves.total", null, "Counter", "all_saves_total")]
    [InlineData("share", "1", "Gauge", "share")]
    [InlineData("a-b..c/d", null, "UpDown", "a_b_c_d")]
    [InlineData("2nd", null, "Gauge", "_2nd")]
    public void A_name_gets_its_unit_and_its_kind(string name, string? unit, string kind, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(name, unit, Enum.Parse<MeasuredKind>(kind)));

    [Fact]
    public void A_counter_has_a_line_for_each_set_of_labels()
    {
        var saves = new Measured(_meter.CreateCounter<long>("saves", "{save}", "All saves"));
        saves.Record(1, [new("collection", "notes")]);
        saves.Record(2, [new("collection", "notes")]);
        saves.Record(4, [new("collection", "other")]);

        Assert.Equal(
            ["# HELP saves_total All saves", "# TYPE saves_total counter", "saves_total{collection=\"notes\"} 3", "saves_total{collection=\"other\"} 4"],
            Lines(saves).Order());
    }

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        var gauge = new Measured(_meter.CreateGauge<int>("g", description: "back\\slash\nline"));
        gauge.Record(1, [new("a.b", "quote\" back\\ line\n ü"), new("on", true), new("none", null)]);

        Assert.Equal(["# HELP g back\\\\slash\\nline", "# TYPE g gauge", "g{a_b=\"quote\\\" back\\\\ line\\n ü\",on=\"true\",none=\"\"} 1"], Lines(gauge));
    }

    [Fact]
    public void A_histogram_counts_up_to_each_bound()
    {
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] };
        var times = new Measured(_meter.CreateHistogram("t", "s", "Times", tags: null, advice));
        foreach (var value in (double[])[0.05, 0.1, 0.5, 7])
        {
            times.Record(value, [new("x", "y")]);
        }

        Assert.Equal(
            [
                "# HELP t_seconds Times", "# TYPE t_seconds histogram",
                "t_seconds_bucket{x=\"y\",le=\"0.1\"} 2", "t_seconds_bucket{x=\"y\",le=\"1\"} 3", "t_seconds_bucket{x=\"y\",le=\"+Inf\"} 4",
                "t_seconds_sum{x=\"y\"} 7.65", "t_seconds_count{x=\"y\"} 4",
            ],
            Lines(times));
    }

    [Fact]
    public void Too_many_sets_of_labels_share_one_line()
    {
        var counter = new Measured(_meter.CreateCounter<long>("c"));
        for (var i = 0; i < 5_000; i++)
        {
            counter.Record(1, [new("n", i)]);
        }

        var lines = Lines(counter);
        Assert.InRange(lines.Length, 1_000, 1_010);
        Assert.Contains("c_total{otel_metric_overflow=\"true\"} 4000", lines);
    }

    [Fact]
    public void Labels_with_the_same_hash_are_kept_apart()
    {
        var counter = new Measured(_meter.CreateCounter<long>("c"));
        counter.Record(1, [new("a", 7)]);
        counter.Record(2, [new("b", 7)]);
        counter.Record(4, [new("a", 7L)]);
        Assert.Equal(3, counter.Series.Count());
    }

    [Fact]
    public void Nothing_measured_is_nothing_written() => Assert.Empty(PrometheusText.Of([new Measured(_meter.CreateCounter<long>("c"))]));

    public void Dispose() => _meter.Dispose();

    private static string[] Lines(Measured instrument) => PrometheusText.Of([instrument]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
