using System.Runtime.InteropServices;
using SyncServer.Load.Hammer;

namespace SyncServer.Load.Bench;

/// <summary>
/// Runs the requested parts and prints the results. A missed goal is printed, but is not a failure, as the
/// figures depend on the machine.
/// </summary>
internal static class BenchCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(args);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }

        SocketThread.Use();
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            // Unwinds, so that the servers are stopped and their files deleted.
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"syncserver-bench-{Environment.ProcessId}"));
        // The folder of PostgreSQL's data and of temporary files.
        Environment.SetEnvironmentVariable("TMPDIR", folder.FullName);
        try
        {
            await RunPartsAsync(options, folder.FullName, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunPartsAsync(BenchOptions options, string folder, CancellationToken cancellation)
    {
        var report = new Report(Console.Out, options.Markdown);
        report.Print(Machine.Describe(folder));
        foreach (var part in BenchOptions.AllParts.Where(options.Parts.Contains))
        {
            await (part switch
            {
                "speed" => SpeedPart.RunAsync(options, folder, report, cancellation),
                "edit" => EditPart.RunAsync(folder, report, cancellation),
                "documents" => DocumentsPart.RunAsync(options, folder, report, cancellation),
                "versions" => VersionsPart.RunAsync(folder, report, cancellation),
                "postgres" => PostgresPart.RunAsync(options, folder, report, cancellation),
                "storm" => StormPart.RunAsync(options, report, cancellation),
                "reads" => ReadsPart.RunAsync(options, folder, report, cancellation),
                "merge" => Task.Run(() => MergePart.Run(report, cancellation), cancellation),
                "history" => HistoryPart.RunAsync(folder, report, cancellation),
                "metrics" => MetricsPart.RunAsync(options, folder, report, cancellation),
                "subscribers" => SubscribersPart.RunAsync(folder, report, cancellation),
                "refusals" => RefusalsPart.RunAsync(options, folder, report, cancellation),
                "beside" => BesidePart.RunAsync(options, folder, report, cancellation),
                "backup" => BackupPart.RunAsync(options, folder, report, cancellation),
                "inflight" => InFlightPart.RunAsync(options, folder, report, cancellation),
                "archive" => ArchivePart.RunAsync(options, folder, report, cancellation),
                _ => throw new InvalidOperationException($"The part {part} is not implemented."),
            });
        }
    }
}
