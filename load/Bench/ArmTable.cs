namespace SyncServer.Load.Bench;

/// <summary>The columns that every part shows of its arms, medians of the rounds.</summary>
internal static class ArmTable
{
    /// <param name="report">Where it is printed.</param>
    /// <param name="request">The name of one request.</param>
    /// <param name="arms">The rows.</param>
    /// <param name="bases">The arms to compare with; each adds a column.</param>
    public static void PrintArms(this Report report, string request, IReadOnlyList<Arm> arms, params IReadOnlyList<Arm> bases)
    {
        var database = arms.Any(arm => arm.HasDatabase);
        string[] columns =
        [
            "", $"{request}s/s", "slowest-fastest round", .. bases.Select(other => $"x {other.Name}"), "p50 ms", "p99 ms", "other responses",
            $"CPU us/{request}", .. database ? [$"database CPU us/{request}"] : Array.Empty<string>(), $"bench CPU us/{request}",
            $"disk bytes/{request}", $"written bytes/{request}", "peak MB",
        ];
        report.Table([columns, .. arms.Select(arm => Row(arm, bases, database))]);
    }

    private static string[] Row(Arm arm, IReadOnlyList<Arm> bases, bool database) =>
    [
        arm.Name,
        $"{arm.Median(round => round.PerSecond):f0}",
        $"{arm.Rounds.Min(round => round.PerSecond):f0}-{arm.Rounds.Max(round => round.PerSecond):f0}",
        .. bases.Select(other => $"{arm.MedianRatio(other, round => round.PerSecond):f2}"),
        $"{arm.Median(round => round.Tally.Percentile(0.50)):f2}",
        $"{arm.Median(round => round.Tally.Percentile(0.99)):f2}",
        $"{arm.Others}",
        $"{arm.Median(round => round.CpuEach):f0}",
        .. database ? [$"{arm.Median(round => round.DatabaseCpuEach):f0}"] : Array.Empty<string>(),
        $"{arm.Median(round => round.BenchCpuEach):f0}",
        $"{arm.Median(round => round.DiskBytesEach):f0}",
        $"{arm.Median(round => round.WrittenBytesEach):f0}",
        $"{arm.PeakMegabytes:f0}",
    ];
}
