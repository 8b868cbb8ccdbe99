using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>
/// Reads of 1,000 small documents without concurrent saves, compared with an endpoint that writes the same bytes from memory: with content,
/// and conditional with the current ETag.
/// </summary>
internal static class ReadsPart
{
    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"reads: {DefaultLoad.DocumentCount:n0} documents of {DefaultLoad.Small.Size:n0} bytes, {DefaultLoad.Connections} connections");
        await using var floor = await ServerProcess.StartFloorAsync(cancellation);
        await using var sqlite = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "reads")).FullName, cancellation);
        floor.Token = sqlite.Token;
        if (Installed.MissingForNodes is { } missing)
        {
            report.Print($"On PostgreSQL: {missing}");
            await MeasureAsync([("floor", floor, null), ("SQLite", sqlite, null)], options, report, cancellation);
            return;
        }

        await using var postgres = await Postgres.StartAsync();
        await using var redis = await Testing.RedisServer.StartAsync();
        await using var node = await ServerProcess.StartSyncServerAsync(await postgres.CreateDatabaseAsync(), redis.ConnectionString, cancellation);
        await MeasureAsync([("floor", floor, null), ("SQLite", sqlite, null), ("PostgreSQL", node, postgres)], options, report, cancellation);
    }

    private static async Task MeasureAsync(
        IReadOnlyList<(string Name, ServerProcess Server, IMeasured? Database)> servers, BenchOptions options, Report report, CancellationToken cancellation)
    {
        var documents = servers.Select(_ => Document.Many(0, DefaultLoad.DocumentCount)).ToArray();
        foreach (var (server, own) in servers.Zip(documents))
        {
            await ClosedLoop.OfSaves(server.Server, DefaultLoad.Small, DefaultLoad.Connections).EachAsync(own, 1, cancellation);
        }

        var whole = await MeasureAsync(conditional: false);
        var known = await MeasureAsync(conditional: true);
        report.PrintArms("read", whole, whole[0]);
        report.PrintArms("304", known, known[0]);
        PrintGoals("read", whole, Goals.OfFloorReading);
        PrintGoals("304", known, Goals.OfFloorNotModified);
        report.End();

        async Task<Arm[]> MeasureAsync(bool conditional)
        {
            Arm[] arms = [.. servers.Zip(documents, (server, own) =>
            {
                var load = ClosedLoop.OfReads(server.Server, conditional, DefaultLoad.Connections);
                return new Arm(server.Name, server.Server, token => load.AtRandomAsync(own, options.RoundTime, token), server.Database);
            })];
            foreach (var arm in arms)
            {
                await arm.WarmUpAsync(cancellation);
            }

            await Arm.InterleaveAsync(arms, options.Rounds, cancellation);
            return arms;
        }

        void PrintGoals(string answer, Arm[] arms, double goal)
        {
            foreach (var arm in arms[1..])
            {
                report.AtLeast($"{answer}s/s, times the floor's, {arm.Name}", arm.MedianRatio(arms[0], round => round.PerSecond), goal, "");
                report.AtMost($"other responses than a {answer}, {arm.Name}", arm.Others, 0, "");
            }
        }
    }
}
