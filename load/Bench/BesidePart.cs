using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>Whether small saves are delayed by large ones whose touched paths must be computed because another session holds a lock.</summary>
internal static class BesidePart
{
    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"beside: {BesideRow.Editors} editors that each save {DefaultLoad.Small.Size:n0} bytes every {BesideRow.PaceMilliseconds} ms, alone and beside two clients that save "
            + $"{BesideRow.LargeBytes:n0} bytes without a pause, one with PUT and one with PATCH, each while another session locks a field of its document");
        var rows = new List<BesideRow>();
        await using (var server = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "beside")).FullName, cancellation))
        {
            rows.Add(await MeasureAsync("SQLite", server, options, cancellation));
        }

        if (Installed.MissingPostgres is { } missing)
        {
            report.Print(missing);
        }
        else
        {
            await using var postgres = await Postgres.StartAsync();
            await using var server = await ServerProcess.StartSyncServerAsync(await postgres.CreateDatabaseAsync(), redis: "", cancellation);
            rows.Add(await MeasureAsync("PostgreSQL", server, options, cancellation));
        }

        report.Table([BesideRow.Columns, .. rows.Select(row => row.Row)]);
        foreach (var row in rows)
        {
            report.AtMost($"p99 of the small saves beside the large ones, {row.Name}", row.P99Milliseconds, Goals.BesideMilliseconds, " ms");
        }

        report.AtMost("other responses", rows.Sum(row => row.Others), 0, "");
        report.End();
    }

    private static async Task<BesideRow> MeasureAsync(string name, ServerProcess server, BenchOptions options, CancellationToken cancellation)
    {
        var row = new BesideRow(name, server);
        await row.MeasureAsync(options, cancellation);
        return row;
    }
}
