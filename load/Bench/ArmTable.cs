namespace SyncServer.Load.Bench;

/// <summary>The columns that every part shows of its arms, medians of the rounds.</summary>
internal static class ArmTable
{
    /// <param name="report">Where it is printed.</param>
    /// <param name="arms">The rows.</param>
    /// <param name="bases">Arms to compare the others' speed with; each adds a column.</param>
    public static void PrintArms(this Report report, IReadOnlyList<Arm> arms, params IReadOnlyList<Arm> bases)
    {
        string[] columns =
        [
            "", "saves/s", "slowest-fastest round", .. bases.Select(other => $"x {other.Name}"), "p50 ms", "p99 ms", "non-2xx",
            "CPU us/save", "bench CPU us/save", "disk bytes/save", "written bytes/save", "peak MB",
        ];
        report.Table([columns, .. arms.Select(arm => Row(arm, bases))]);
    }

    private static string[] Row(Arm arm, IReadOnlyList<Arm> bases) =>
    [
        arm.Name,
        $"{arm.Median(round => round.SavesPerSecond):f0}",
        $"{arm.Rounds.Min(round => round.SavesPerSecond):f0}-{arm.Rounds.Max(round => round.SavesPerSecond):f0}",
        .. bases.Select(other => $"{arm.MedianRatio(other, round => round.SavesPerSecond):f2}"),
        $"{arm.Median(round => round.Tally.Percentile(0.50)):f2}",
        $"{arm.Median(round => round.Tally.Percentile(0.99)):f2}",
        $"{arm.Refused}",
        $"{arm.Median(round => round.CpuPerSave):f0}",
        $"{arm.Median(round => round.BenchCpuPerSave):f0}",
        $"{arm.Median(round => round.DiskBytesPerSave):f0}",
        $"{arm.Median(round => round.WrittenBytesPerSave):f0}",
        $"{arm.PeakMegabytes:f0}",
    ];
}
