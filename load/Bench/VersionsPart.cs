using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>
/// Whether a save costs more if its document has a long history: documents with a short history compared with one with a long history, in one server and on one
/// connection. A document of the short arm is replaced after a few saves.
/// </summary>
internal static class VersionsPart
{
    private const int OldVersions = 10_000;
    private const int YoungVersions = 10;
    private const int SavesOfOneYoung = 10;
    private const int YoungInRound = 64;

    // A round takes less than a second, so that more rounds are needed to outweigh a slow disk write.
    private const int Rounds = 20;
    private const int SavesInRound = YoungInRound * SavesOfOneYoung;

    public static async Task RunAsync(string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"versions: documents at {YoungVersions} beside one at {OldVersions:n0} versions, {DefaultLoad.Small.Size:n0} bytes, {Rounds} rounds of {SavesInRound} saves, 1 connection");
        await using var server = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "versions")).FullName, cancellation);
        var load = ClosedLoop.OfSaves(server, DefaultLoad.Small, connections: 1);
        var old = Document.Many(0, 1);
        var young = Document.Many(1, YoungInRound * Rounds).Chunk(YoungInRound).ToArray();
        await load.EachAsync(old, OldVersions, cancellation);
        foreach (var chunk in young)
        {
            await load.EachAsync(chunk, YoungVersions, cancellation);
        }

        var rounds = new Queue<Document[]>(young);
        var youngArm = new Arm($"{YoungVersions}", server, token => load.EachAsync(rounds.Dequeue(), SavesOfOneYoung, token));
        var oldArm = new Arm($"{OldVersions:n0}", server, token => load.EachAsync(old, SavesInRound, token));
        await Arm.InterleaveAsync([youngArm, oldArm], Rounds, cancellation);

        report.PrintArms("save", [youngArm, oldArm], youngArm);
        report.AtMost("time for each save, old, times young", oldArm.MedianRatio(youngArm, round => round.MicrosecondsEach), Goals.Flat, "");
        report.AtMost("server CPU for each save, old, times young", oldArm.MedianRatio(youngArm, round => round.CpuEach), Goals.Flat, "");
        report.AtMost("refused", youngArm.Others + oldArm.Others, 0, "");
        report.AtMost("peak memory", oldArm.PeakMegabytes, Goals.PeakMegabytes, " MB");
        report.End();
    }
}
