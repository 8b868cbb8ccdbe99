namespace SyncServer.Load.Reporting;

/// <summary>The differences between two results, run by run.</summary>
internal static class ResultsComparison
{
    private static readonly string[] Columns = ["", "old (95% confidence)", "new (95% confidence)", "change", ""];

    /// <summary>The rows of the table; those of a run are together.</summary>
    public static IReadOnlyList<string[]> Of(ResultsFile before, ResultsFile after)
    {
        var rows = new List<string[]> { Columns };
        foreach (var now in after.Runs)
        {
            if (before.Runs.FirstOrDefault(run => string.Equals(run.Title, now.Title, StringComparison.Ordinal)) is { } then)
            {
                rows.Add([$"{now.Title}: saves/s", .. Cells(Saves(then), Saves(now), moreIsBetter: true)]);
                rows.Add(["  p50 ms", .. Cells(Interval.OfPercentile(then.Latencies, 0.5), Interval.OfPercentile(now.Latencies, 0.5), moreIsBetter: false)]);
                rows.Add(["  p99 ms", .. Cells(Interval.OfPercentile(then.Latencies, 0.99), Interval.OfPercentile(now.Latencies, 0.99), moreIsBetter: false)]);
                rows.Add(["  conflicts/s", .. Cells(Interval.OfMean(Each(then, second => second.Conflicts)), Interval.OfMean(Each(now, second => second.Conflicts)), moreIsBetter: false)]);
                rows.Add(["  errors", $"{then.ErrorShare:0.###%}", $"{now.ErrorShare:0.###%}", "", ""]);
            }
            else
            {
                rows.Add([now.Title, "not in the old results", "", "", ""]);
            }
        }

        return rows;
    }

    private static Interval Saves(RunResult run) => Interval.OfMean(Each(run, second => second.Accepted));

    private static double[] Each(RunResult run, Func<Running.Moment, double> value) => [.. run.PerSecond.Select(value)];

    private static string[] Cells(Interval before, Interval after, bool moreIsBetter)
    {
        var change = before.Value > 0 ? $"{(after.Value / before.Value) - 1:+0%;-0%;0%}" : "";
        var verdict = !after.DiffersFrom(before) ? "no clear difference" : after.Value > before.Value == moreIsBetter ? "better" : "worse";
        return [$"{before}", $"{after}", change, verdict];
    }
}
