using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>Saves of 1,000 small documents from 64 connections: this server compared with the floor and the textbook server.</summary>
internal static class SpeedPart
{
    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"speed: {DefaultLoad.DocumentCount:n0} documents of {DefaultLoad.Small.Size:n0} bytes, {DocumentText.TypedBytes} of them changed by a save, {DefaultLoad.Connections} connections");
        await using var floorServer = await ServerProcess.StartFloorAsync(cancellation);
        await using var textbookServer = await ServerProcess.StartTextbookAsync($"Data Source={Path.Combine(folder, "textbook.db")}", cancellation);
        await using var syncServer = await ServerProcess.StartSyncServerAsync(folder, cancellation);
        floorServer.Token = textbookServer.Token = syncServer.Token;

        var floor = await PrepareAsync(floorServer, null, options, cancellation);
        var textbook = await PrepareAsync(textbookServer, null, options, cancellation);
        var sync = await PrepareAsync(syncServer, null, options, cancellation);
        await using var otherServer = options.Against is null ? null : await ServerProcess.StartOtherBuildAsync(options.Against, folder, cancellation);
        var other = otherServer is null ? null : await PrepareAsync(otherServer, null, options, cancellation);
        Arm[] arms = other is null ? [floor, textbook, sync] : [floor, textbook, other, sync];
        await Arm.InterleaveAsync(arms, options.Rounds, cancellation);

        report.PrintArms("save", arms, floor, textbook);
        report.AtLeast("saves/s, times the floor's", sync.MedianRatio(floor, round => round.PerSecond), Goals.OfFloor, "");
        report.AtLeast("saves/s, times the textbook's", sync.MedianRatio(textbook, round => round.PerSecond), Goals.TimesTextbook, "");
        if (other is not null)
        {
            report.Print($"saves/s, times the other build's: {sync.MedianRatio(other, round => round.PerSecond):f2}");
        }

        report.AtMost("refused", sync.Others, 0, "");
        report.AtMost("peak memory", sync.PeakMegabytes, Goals.PeakMegabytes, " MB");
        report.End();
    }

    /// <summary>Creates the documents and warms the server up.</summary>
    public static async Task<Arm> PrepareAsync(ServerProcess server, IMeasured? database, BenchOptions options, CancellationToken cancellation, string? name = null)
    {
        var load = ClosedLoop.OfSaves(server, DefaultLoad.Small, DefaultLoad.Connections);
        var documents = Document.Many(0, DefaultLoad.DocumentCount);
        await load.EachAsync(documents, 1, cancellation);
        var arm = new Arm(name ?? server.Name, server, token => load.AtRandomAsync(documents, options.RoundTime, token), database);
        await arm.WarmUpAsync(cancellation);
        return arm;
    }
}
