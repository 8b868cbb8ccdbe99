using System.Diagnostics;
using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>Whether saves are delayed by a backup of a large SQLite database: the command <c>backup</c> runs beside editors that save at a steady rate.</summary>
internal static class BackupPart
{
    private const int Editors = 64;
    private const int SavesPerSecond = 1_000;
    private const int LargeBytes = 500_000;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds((double)Editors / SavesPerSecond);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"backup: a database of {options.Megabytes:n0} MB, while {Editors} editors make {SavesPerSecond:n0} saves/s of {DefaultLoad.Small.Size:n0} bytes");
        var data = Directory.CreateDirectory(Path.Combine(folder, "backup")).FullName;
        await using var server = await ServerProcess.StartSyncServerAsync(data, cancellation);
        var filling = Document.Many(Editors, Math.Max(1, (int)(options.Megabytes * 1_000_000L / LargeBytes)));
        await ClosedLoop.OfSaves(server, new DocumentText(LargeBytes), connections: Math.Min(4, filling.Length)).EachAsync(filling, 1, cancellation);

        var documents = Document.Many(0, Editors);
        await SaveAsync(server, documents, options.RoundTime, cancellation);
        var alone = await SaveAsync(server, documents, options.RoundTime, cancellation);
        var beside = new List<Tally>();
        var target = Path.Combine(data, "copy.db");
        var started = Stopwatch.GetTimestamp();
        using var backup = Process.Start(new ProcessStartInfo(
            "dotnet", [Checkout.ServerFile("SyncServer.dll"), "backup", target, $"--ConnectionStrings:Documents=Data Source={Path.Combine(data, "sync.db")}"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var startedAt = backup.StartTime;
        while (!backup.HasExited)
        {
            beside.Add(await SaveAsync(server, documents, options.RoundTime, cancellation));
        }

        var seconds = (backup.ExitTime - startedAt).TotalSeconds;
        var during = Tally.Sum(beside, Stopwatch.GetElapsedTime(started).TotalSeconds);
        report.Table(
        [
            ["", "saves/s", "p50 ms", "p99 ms", "slowest ms", "other responses"],
            Row("alone", alone),
            Row("beside the backup", during),
        ]);
        report.Print($"The backup took {seconds:n0} s and has {new FileInfo(target).Length:n0} bytes.");
        report.AtMost("exit code of the backup", backup.ExitCode, 0, "");
        report.AtMost("p99 of the saves beside the backup", during.Percentile(0.99), Goals.BackupMilliseconds, " ms");
        report.AtMost("other responses", alone.Others + during.Others, 0, "");
        report.End();
    }

    private static string[] Row(string name, Tally tally) =>
        [name, $"{tally.Answers / tally.Seconds:f0}", $"{tally.Percentile(0.5):f2}", $"{tally.Percentile(0.99):f2}", $"{tally.Percentile(1):f2}", $"{tally.Others}"];

    private static async Task<Tally> SaveAsync(ServerProcess server, Document[] documents, TimeSpan time, CancellationToken cancellation)
    {
        var editors = documents.Select(document => new Editor(server, $"backup-session-{document.Number}", document, DefaultLoad.Small, stale: false)).ToArray();
        await Connections.UseAsync([.. editors.Select(editor => editor.Connection)], time + Grace, SaveAllAsync, cancellation);
        return Tally.Sum(editors.Select(editor => editor.Saves), time.TotalSeconds);

        Task SaveAllAsync()
        {
            var deadline = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
            return Task.WhenAll(editors.Select((editor, number) => editor.InsistAsync(reloads: false, Pace * number / Editors, Pace, deadline)));
        }
    }
}
