using System.CommandLine;
using SyncServer.Load.Commands;
using SyncServer.Load.Hammer;

namespace SyncServer.Load.Bench;

/// <summary>
/// Runs the requested parts and prints the results. A missed goal is printed, but is not a failure, as the
/// figures depend on the machine.
/// </summary>
internal static class BenchCommand
{
    /// <summary>Creates the command <c>bench</c>.</summary>
    public static Command Create()
    {
        var parts = new Argument<string[]>("part") { Description = "The parts; all if none is given.", DefaultValueFactory = _ => [] };
        parts.AcceptOnlyFromAmong([.. BenchOptions.AllParts]);
        var rounds = new Option<int>("--rounds") { Description = "The rounds, of which the median counts. From 1 to 100.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds") { Description = "The duration of a round. From 1 to 60.", DefaultValueFactory = _ => 6 };
        var many = new Option<int>("--many") { Description = "The number of documents. From 1,000 to 1,000,000.", DefaultValueFactory = _ => 200_000 };
        var saves = new Option<int>("--saves") { Description = "The number of versions. From 1,000 to 100,000,000.", DefaultValueFactory = _ => 1_000_000 };
        var megabytes = new Option<int>("--megabytes") { Description = "The size of the database of the backup. From 1 to 100,000.", DefaultValueFactory = _ => 1_000 };
        var folder = new Option<string>("--folder") { Description = "The folder of the databases.", DefaultValueFactory = _ => Path.GetTempPath() };
        var against = new Option<string?>("--against") { Description = "The SyncServer.dll of another build, for speed." };
        var markdown = new Option<bool>("--markdown") { Description = "Prints tables as Markdown." };
        var command = new Command("bench", "Measures the server.") { parts, rounds, seconds, many, saves, megabytes, folder, against, markdown };
        command.SetAction((line, _) => RunAsync(new BenchOptions(
            (line.GetValue(parts) is { Length: > 0 } some ? some : BenchOptions.AllParts).ToHashSet(StringComparer.Ordinal),
            line.GetValue(markdown),
            InRange(line, rounds, 1, 100),
            TimeSpan.FromSeconds(InRange(line, seconds, 1, 60)),
            InRange(line, many, 1_000, 1_000_000),
            InRange(line, saves, 1_000, 100_000_000),
            InRange(line, megabytes, 1, 100_000),
            line.GetValue(folder)!,
            line.GetValue(against))));
        return command;
    }

    private static int InRange(ParseResult line, Option<int> option, int least, int most) =>
        line.GetValue(option) is var number && number >= least && number <= most ? number : throw new FormatException($"{option.Name} must be a number from {least} to {most}.");

    private static async Task<int> RunAsync(BenchOptions options)
    {
        SocketThread.Use();
        using var stopping = new Stopping();
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"syncserver-bench-{Environment.ProcessId}"));
        // The folder of PostgreSQL's data and of temporary files.
        Environment.SetEnvironmentVariable("TMPDIR", folder.FullName);
        try
        {
            await RunPartsAsync(options, folder.FullName, stopping.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stopping.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Stopping.ExitCode;
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
