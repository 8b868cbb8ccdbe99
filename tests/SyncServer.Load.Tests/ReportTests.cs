using SyncServer.Load.Clients;
using SyncServer.Load.Reporting;
using SyncServer.Load.Running;
using SyncServer.Testing;

namespace SyncServer.Load.Tests;

/// <summary>Results in files, their comparison, and the report.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task Results_are_read_as_they_were_written()
    {
        using var folder = new TempDirectory();
        var file = Path.Combine(folder.FullPath, "results.json");
        var results = Results(100);
        await results.SaveAsync(file);
        var read = await ResultsFile.ReadAsync(file);
        Assert.Equal(results.Runs[0].PerSecond, read.Runs[0].PerSecond);
        Assert.Equal(results.Runs[0].Outcomes, read.Runs[0].Outcomes);
        Assert.Equal(results.Runs[0].Row, read.Runs[0].Row);
    }

    [Fact]
    public void A_mean_has_the_interval_of_Student()
    {
        // Mean 3, deviation 1.5811, t of 4 degrees of freedom 2.776: 2.776 * 1.5811 / √5 = 1.963.
        var interval = Interval.OfMean([1, 2, 3, 4, 5]);
        Assert.Equal(3, interval.Value, 9);
        Assert.Equal(1.963, interval.High - 3, 3);
        Assert.Equal(1.963, 3 - interval.Low, 3);
    }

    [Fact]
    public void A_percentile_lies_between_its_order_statistics()
    {
        // 10,000 values from 0.01 to 100 ms: p99 is 99 ms, ± 1.96 * √(10,000 * 0.99 * 0.01) ranks, and 2% of the ranges.
        var interval = Interval.OfPercentile(Bucket.Of(Enumerable.Range(1, 10_000).Select(i => i / 100f)), 0.99);
        Assert.InRange(interval.Value, 99, 101);
        Assert.InRange(interval.Low, 98, interval.Value);
        Assert.InRange(interval.High, interval.Value, 101.5);
    }

    [Fact]
    public void Only_clear_differences_are_called_better_or_worse()
    {
        Assert.Equal("better", ResultsComparison.Of(Results(100), Results(200))[1][^1]);
        Assert.Equal("worse", ResultsComparison.Of(Results(200), Results(100))[1][^1]);
        Assert.Equal("no clear difference", ResultsComparison.Of(Results(100), Results(101))[1][^1]);
    }

    [Fact]
    public void The_report_is_self_contained_and_escapes_text()
    {
        var html = HtmlReport.Of(Results(100) with { Machine = "a <fast> machine" });
        Assert.Contains("a &lt;fast&gt; machine", html);
        Assert.Contains("class=\"failed\">FAILED", html);
        Assert.Contains("warm-up, left out", html);
        Assert.DoesNotContain("http", html);
        Assert.DoesNotContain("NaN", html);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(60)]
    [InlineData(1234)]
    [InlineData(86_400)]
    public void An_axis_has_at_most_six_steps(double most) => Assert.InRange(most / Chart.NiceStep(most), 1, 6);

    private static ResultsFile Results(int savesPerSecond)
    {
        float[] latencies = [.. Enumerable.Range(1, 1_000).Select(i => i / 10f)];
        return new ResultsFile(DateTimeOffset.UnixEpoch, "machine", "server",
        [
            new RunResult
            {
                Scenario = "typing", Description = "typing", Server = "SyncServer", Load = "20 users 10s", Users = 20, Seconds = 10, P50 = 50, P95 = 95, P99 = 99,
                Latencies = Bucket.Of(latencies),
                WarmUp = [new Moment(1, 0, 0, 0, 100, 200, 300)],
                PerSecond = [.. Enumerable.Range(0, 10).Select(i => new Moment(savesPerSecond + (i % 3 * 5), i % 2, i == 4 ? 1 : 0, 3, 2, 5, i == 3 ? 0 : 10))],
                Outcomes = [new Tally("save", "204 session", OutcomeKind.Ok, 1_000, 400_000), new Tally("save", "503 unavailable", OutcomeKind.Error, 1, 400)],
                Events = 0, Versions = 1_000, LostUpdates = 0, NeedlessConflicts = 0,
                Violations = [], Missed = ["errors: 0.1%, at most 0% allowed"],
            },
        ]);
    }
}
