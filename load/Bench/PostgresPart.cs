using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>The saves of <see cref="SpeedPart"/> on PostgreSQL: this server compared with the textbook server and the bare UPDATE.</summary>
internal static class PostgresPart
{
    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"postgres: {DefaultLoad.DocumentCount:n0} documents of {DefaultLoad.Small.Size:n0} bytes, {DocumentText.TypedBytes} of them changed by a save, {DefaultLoad.Connections} connections, one PostgreSQL for all");
        if (Installed.MissingPostgres is { } missing)
        {
            report.Print(missing);
            return;
        }

        await using var postgres = await Postgres.StartAsync();
        await using var textbookServer = await ServerProcess.StartTextbookAsync(await postgres.CreateDatabaseAsync(), cancellation);
        await using var syncServer = await ServerProcess.StartSyncServerAsync(await postgres.CreateDatabaseAsync(), redis: "", cancellation);
        var updates = await PgBench.PrepareAsync(postgres, DefaultLoad.DocumentCount, DefaultLoad.Small, DefaultLoad.Connections, Directory.CreateDirectory(Path.Combine(folder, "pgbench")).FullName);
        textbookServer.Token = syncServer.Token;

        var textbook = await SpeedPart.PrepareAsync(textbookServer, postgres, options, cancellation);
        var pgbench = new Arm("pgbench", server: null, token => updates.RunAsync(options.RoundTime, token), postgres);
        await pgbench.WarmUpAsync(cancellation);
        var sync = await SpeedPart.PrepareAsync(syncServer, postgres, options, cancellation);
        Arm[] arms = [textbook, pgbench, sync];
        await Arm.InterleaveAsync(arms, options.Rounds, cancellation);

        report.PrintArms("save", arms, textbook, pgbench);
        report.AtLeast("saves/s, times the textbook's", sync.MedianRatio(textbook, round => round.PerSecond), Goals.TimesTextbookOnPostgres, "");
        report.AtLeast("saves/s, times pgbench's", sync.MedianRatio(pgbench, round => round.PerSecond), Goals.OfPgBench, "");
        report.AtMost("refused", sync.Others, 0, "");
        report.AtMost("peak memory", sync.PeakMegabytes, Goals.PeakMegabytes, " MB");
        report.End();
    }
}
