using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>
/// Whether a storm of stale saves slows down the owner of a record: saves that must conflict should be refused without the
/// database, on the owner's node and on another one.
/// </summary>
internal static class StormPart
{
    public static async Task RunAsync(BenchOptions options, Report report, CancellationToken cancellation)
    {
        report.Heading($"storm: one record of {DefaultLoad.Small.Size:n0} bytes that its owner saves in a closed loop, {Storm.Sessions} stale sessions that each try a save every "
            + $"{Storm.PaceMilliseconds} ms, at most {Storm.Sessions * 1000 / Storm.PaceMilliseconds:n0} a second together; PostgreSQL and Redis");
        if (Installed.MissingForNodes is { } missing)
        {
            report.Print(missing);
            return;
        }

        await using var postgres = await Postgres.StartCountingAsync();
        StormRow[] rows = [await MeasureAsync("one node", 1, postgres, options, cancellation), await MeasureAsync("two nodes", 2, postgres, options, cancellation)];

        report.Table([StormRow.Columns, .. rows.Select(row => row.Row)]);
        foreach (var row in rows)
        {
            report.Print(row.Sums);
        }

        foreach (var row in rows)
        {
            report.AtMost($"database statements for each refused save, {row.Name}", row.StatementsForRefusal, Goals.StatementsForRefusal, "");
            report.AtLeast($"the owner's saves/s in the storm, times those in the quiet, {row.Name}", row.OfQuiet, Goals.OfQuiet, "");
        }

        report.End();
    }

    private static async Task<StormRow> MeasureAsync(string name, int count, Postgres postgres, BenchOptions options, CancellationToken cancellation)
    {
        // A separate Redis, as the hints of one row's nodes do not apply to the other's.
        await using var redis = await Testing.RedisServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        var nodes = new List<ServerProcess>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                nodes.Add(await ServerProcess.StartSyncServerAsync(database, redis.ConnectionString, cancellation));
            }

            var row = new StormRow(name, nodes, postgres, database);
            await row.MeasureAsync(options, cancellation);
            return row;
        }
        finally
        {
            foreach (var node in nodes)
            {
                await node.DisposeAsync();
            }
        }
    }
}
