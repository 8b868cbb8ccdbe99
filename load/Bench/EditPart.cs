using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One user typing in a large document: the disk writes of each save.</summary>
internal static class EditPart
{
    private const int WarmUpSaves = 200;

    // Enough for several checkpoints of the write-ahead log, which write to the disk too.
    private const int Saves = 5_000;

    public static async Task RunAsync(string folder, Report report, CancellationToken cancellation)
    {
        var text = new DocumentText(100_000);
        report.Heading($"edit: one document of {text.Size:n0} bytes, {DocumentText.TypedBytes} of them changed by a save, {Saves:n0} saves, 1 connection");
        await using var server = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "edit")).FullName, cancellation);
        var load = ClosedLoop.OfSaves(server, text, connections: 1);
        var documents = Document.Many(0, 1);
        var arm = new Arm(server.Name, server, token => load.EachAsync(documents, Saves, token));
        await load.EachAsync(documents, WarmUpSaves, cancellation);
        await arm.MeasureAsync(cancellation);

        report.PrintArms("save", [arm]);
        report.AtMost("disk bytes for each save", arm.Median(round => round.DiskBytesEach), Goals.EditDiskBytes, "");
        report.AtMost("refused", arm.Others, 0, "");
        report.AtMost("peak memory", arm.PeakMegabytes, Goals.PeakMegabytes, " MB");
        report.End();
    }
}
