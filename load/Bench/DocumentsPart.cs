using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>
/// Whether a save costs more in a large database: one server with 1,000 documents compared with one with 200,000. Choosing from all
/// 200,000 gives each only one or two versions, while the 1,000 get hundreds. So the large server has a second arm that chooses
/// from as many documents as the small one has, spread over all: there the histories are equal and only the size differs.
/// </summary>
internal static class DocumentsPart
{
    private const int Few = 1_000;

    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"documents: {Few:n0} beside {options.ManyDocuments:n0} of {DefaultLoad.Small.Size:n0} bytes, {DefaultLoad.Connections} connections");
        await using var small = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "few")).FullName, cancellation);
        await using var large = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "many")).FullName, cancellation);
        var few = Document.Many(0, Few);
        var many = Document.Many(0, options.ManyDocuments);
        var scattered = Scatter(many);
        var smallLoad = ClosedLoop.OfSaves(small, DefaultLoad.Small, DefaultLoad.Connections);
        var largeLoad = ClosedLoop.OfSaves(large, DefaultLoad.Small, DefaultLoad.Connections);
        await smallLoad.EachAsync(few, 1, cancellation);
        await largeLoad.EachAsync(many, 1, cancellation);

        var fewArm = new Arm($"{Few:n0}", small, token => smallLoad.AtRandomAsync(few, options.RoundTime, token));
        var scatteredArm = new Arm($"{scattered.Length:n0} of {many.Length:n0}", large, token => largeLoad.AtRandomAsync(scattered, options.RoundTime, token));
        var manyArm = new Arm($"{many.Length:n0}", large, token => largeLoad.AtRandomAsync(many, options.RoundTime, token));
        await fewArm.WarmUpAsync(cancellation);
        await scatteredArm.WarmUpAsync(cancellation);
        await Arm.InterleaveAsync([fewArm, scatteredArm, manyArm], options.Rounds, cancellation);

        report.PrintArms("save", [fewArm, scatteredArm, manyArm], fewArm);
        report.Print($"Saves of a document, mean: {few.Average(d => d.Saves):f0}, {scattered.Average(d => d.Saves):f0} and {many.Average(d => d.Saves):f1}.");
        PrintFlat(report, scatteredArm, fewArm);
        PrintFlat(report, manyArm, fewArm);
        report.AtMost("refused", fewArm.Others + scatteredArm.Others + manyArm.Others, 0, "");
        report.AtMost("peak memory", Math.Max(fewArm.PeakMegabytes, manyArm.PeakMegabytes), Goals.PeakMegabytes, " MB");
        report.End();
    }

    private static void PrintFlat(Report report, Arm arm, Arm few)
    {
        report.AtMost($"time for each save, {arm.Name}, times that of {few.Name}", arm.MedianRatio(few, round => round.MicrosecondsEach), Goals.Flat, "");
        report.AtMost($"server CPU for each save, {arm.Name}, times that of {few.Name}", arm.MedianRatio(few, round => round.CpuEach), Goals.Flat, "");
    }

    private static Document[] Scatter(Document[] many)
    {
        // An odd stride, so that the documents are spread evenly over the connections.
        var stride = (many.Length / Few) | 1;
        return [.. Enumerable.Range(0, Math.Min(Few, many.Length / stride)).Select(i => many[i * stride])];
    }
}
