using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>The cost of metrics: a server without metric listeners compared with one that has them, as by default.</summary>
internal static class MetricsPart
{
    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"metrics: saves of {DefaultLoad.DocumentCount:n0} documents of {DefaultLoad.Small.Size:n0} bytes with and without metrics, {DefaultLoad.Connections} connections");
        await using var plainServer = await StartAsync("unmeasured", "--Insights:Enabled=false");
        await using var measuredServer = await StartAsync("measured", "--Insights:Enabled=true");
        var plain = await SpeedPart.PrepareAsync(plainServer, null, options, cancellation, "unmeasured");
        var measured = await SpeedPart.PrepareAsync(measuredServer, null, options, cancellation, "measured");
        await Arm.InterleaveAsync([plain, measured], options.Rounds, cancellation);

        report.PrintArms("save", [plain, measured], plain);
        report.AtLeast("saves/s, times those without metrics", measured.MedianRatio(plain, round => round.PerSecond), Goals.Measured, "");
        report.End();

        Task<ServerProcess> StartAsync(string name, string setting) =>
            ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, cancellation, setting);
    }
}
