using System.CommandLine;
using Spectre.Console;
using SyncServer.Load.Bench;
using SyncServer.Load.Clients;
using SyncServer.Load.Reporting;
using SyncServer.Load.Running;

namespace SyncServer.Load.Commands;

/// <summary>The commands <c>run</c> and <c>compare</c>.</summary>
internal static class ScenarioCommands
{
    /// <summary>Creates the command <c>run</c>.</summary>
    public static Command Run()
    {
        var arguments = new LoadArguments();
        var command = new Command("run", "Runs scenarios and checks what came of them. The exit code is 0 if all limits are kept, else 1.");
        arguments.AddTo(command);
        command.SetAction((line, _) => RunAsync(() => arguments.Read(line)));
        return command;
    }

    /// <summary>Creates the command <c>compare</c>.</summary>
    public static Command Compare()
    {
        var arguments = new LoadArguments();
        var command = new Command("compare", "Runs scenarios with three rules: this server, strict ETags, and last write wins. Or compares two results: compare old.json new.json.");
        arguments.AddTo(command, compares: true);
        command.SetAction((line, _) => arguments.NamesIn(line) is [var before, var after] && before.EndsWith(".json", StringComparison.Ordinal) && after.EndsWith(".json", StringComparison.Ordinal)
            ? CompareAsync(before, after)
            : RunAsync(() => arguments.Read(line, compares: true)));
        return command;
    }

    private static async Task<int> CompareAsync(string before, string after)
    {
        new Report(Console.Out, markdown: false).Table(ResultsComparison.Of(await ResultsFile.ReadAsync(before), await ResultsFile.ReadAsync(after)));
        return 0;
    }

    private static async Task<int> RunAsync(Func<LoadOptions> read)
    {
        var options = read();
        using var stopping = new Stopping();
        var folder = Directory.CreateTempSubdirectory("syncserver-load-");
        try
        {
            return await RunAsync(options, folder.FullName, stopping.Token);
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

    private static async Task<int> RunAsync(LoadOptions options, string folder, CancellationToken cancellation)
    {
        var at = TimeProvider.System.GetUtcNow();
        var runs = new List<RunResult>();
        using var live = options.Plain || !AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected ? null : new TableDisplay();
        var runner = new Runner(options, folder, (IDisplay?)live ?? new PlainDisplay(Console.Out));
        foreach (var scenario in options.Scenarios)
        {
            foreach (var rule in options.Rules)
            {
                runs.Add(await runner.RunAsync(scenario, rule, cancellation));
            }
        }

        return await FinishAsync(options, new ResultsFile(at, Machine.Describe(folder), runner.Server, runs));
    }

    /// <summary>Prints and saves the results.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FinishAsync(LoadOptions options, ResultsFile results)
    {
        await Console.Out.WriteLineAsync();
        new Report(Console.Out, options.Markdown).Table([RunResult.Columns, .. results.Runs.Select(run => run.Row)]);
        try
        {
            await (options.SaveResults is { } file ? results.SaveAsync(file) : Task.CompletedTask);
            await (options.Report is { } report ? File.WriteAllTextAsync(report, HtmlReport.Of(results)) : Task.CompletedTask);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new SetUpException($"The results cannot be written: {wrong.Message}", wrong);
        }

        return results.Runs.All(run => run.Passed) ? 0 : 1;
    }
}
