using System.Runtime.InteropServices;
using SyncServer.Load.Bench;

namespace SyncServer.Load.Scenarios;

/// <summary>Runs scenarios with one rule or with all, and prints the results. A violation of the law is a failure.</summary>
internal static class ScenarioCommand
{
    public static async Task<int> RunAsync(string[] args, bool compares)
    {
        ScenarioOptions options;
        try
        {
            options = ScenarioOptions.Parse(args, compares);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            // Unwinds, so that the servers are stopped and their files deleted.
            signal.Cancel = true;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var folder = Directory.CreateTempSubdirectory("syncserver-load-");
        try
        {
            var runs = await RunAsync(options, folder.FullName, stop.Token);
            new Report(Console.Out, options.Markdown).Table([Run.Columns, .. runs.Select(run => run.Row)]);
            if (options.Report is { } file)
            {
                await File.WriteAllTextAsync(file, HtmlReport.Of(options, runs, Machine.Describe(folder.FullName)));
            }

            return runs.All(run => run.Faults.Count == 0) ? 0 : 1;
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

    private static async Task<List<Run>> RunAsync(ScenarioOptions options, string folder, CancellationToken cancellation)
    {
        var runner = new Runner(options, folder, Console.Out);
        var runs = new List<Run>();
        foreach (var scenario in options.Scenarios)
        {
            foreach (var rule in options.Rules)
            {
                runs.Add(await runner.RunAsync(scenario, rule, cancellation));
            }
        }

        await Console.Out.WriteLineAsync();
        return runs;
    }
}
