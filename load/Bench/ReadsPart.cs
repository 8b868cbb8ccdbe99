using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>Reads of 1,000 small documents that nobody saves meanwhile: whole, and with the ETag that the client has already.</summary>
internal static class ReadsPart
{
    private const int DocumentCount = 1_000;

    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"reads: {DocumentCount:n0} documents of {Usual.Small.Size:n0} bytes, {Usual.Connections} connections");
        await using var floor = await ServerProcess.StartFloorAsync(cancellation);
        await using var sqlite = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "reads")).FullName, cancellation);
        floor.Token = sqlite.Token;
        (string Name, ServerProcess Server)[] servers = [("floor", floor), ("SQLite", sqlite)];
        var documents = servers.Select(_ => Document.Many(0, DocumentCount)).ToArray();
        foreach (var ((_, server), own) in servers.Zip(documents))
        {
            await ClosedLoop.OfSaves(server, Usual.Small, Usual.Connections).EachAsync(own, 1, cancellation);
        }

        foreach (var conditional in new[] { false, true })
        {
            Arm[] arms = [.. servers.Zip(documents, (server, own) =>
            {
                var load = ClosedLoop.OfReads(server.Server, conditional, Usual.Connections);
                return new Arm(server.Name, server.Server, token => load.AtRandomAsync(own, options.RoundTime, token));
            })];
            foreach (var arm in arms)
            {
                await arm.WarmUpAsync(cancellation);
            }

            await Arm.InterleaveAsync(arms, options.Rounds, cancellation);
            report.PrintArms(conditional ? "304" : "read", arms, arms[0]);
        }

        report.End();
    }
}
