using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>The cost of refusing an ordinary conflict, compared with that of an accepted save.</summary>
internal static class RefusalsPart
{
    private const int LargeBytes = 1_000_000;
    private const int LargeFields = 5_000;
    private const int LargeDocuments = 8;
    private const int LargeConnections = 4;

    // As long as the default title, so that the rest of the text is the same.
    private const string OtherTitle = "Notes on a late day";

    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"refusals: ordinary conflicts, each of another session, beside accepted saves; {DefaultLoad.DocumentCount:n0} documents of {DefaultLoad.Small.Size:n0} bytes, "
            + $"{DefaultLoad.Connections} connections, and {LargeDocuments} of {LargeBytes:n0} bytes with {LargeFields:n0} fields, {LargeConnections} connections");
        await using var server = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "refusals")).FullName, cancellation);
        var small = new RefusalPair(
            $"{DefaultLoad.Small.Size:n0} bytes", server, Document.Many(0, DefaultLoad.DocumentCount), DefaultLoad.Small, new DocumentText(DefaultLoad.Small.Size, title: OtherTitle), DefaultLoad.Connections);
        var large = new RefusalPair(
            $"{LargeBytes:n0} bytes", server, Document.Many(DefaultLoad.DocumentCount, LargeDocuments), new DocumentText(LargeBytes, LargeFields),
            new DocumentText(LargeBytes, LargeFields, title: OtherTitle), LargeConnections);
        RefusalPair[] pairs = [small, large];
        foreach (var pair in pairs)
        {
            await pair.WarmUpAsync(options.RoundTime, cancellation);
        }

        for (var i = 0; i < options.Rounds; i++)
        {
            foreach (var pair in pairs)
            {
                await pair.MeasureAsync(options.RoundTime, cancellation);
            }
        }

        report.PrintArms("save", [small.Accepted, small.Refused, large.Accepted, large.Refused]);
        report.AtMost("server CPU for each refused save of 2 KB, times that for each accepted one", small.Refused.MedianRatio(small.Accepted, round => round.CpuEach), Goals.RefusalTimesSave, "");
        report.AtMost("server CPU for each refused save of 1 MB", large.Refused.Median(round => round.CpuEach) / 1_000, Goals.LargeRefusalMilliseconds, " ms");
        report.AtMost("other responses", pairs.Sum(pair => pair.Accepted.Others + pair.Refused.Others), 0, "");
        report.End();
    }
}
