using NBomber.CSharp;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using SyncServer.Load.Bench;
using SyncServer.Load.Clients;
using SyncServer.Load.Commands;
using SyncServer.Load.Reporting;
using SyncServer.Load.Running;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.NBomber;

/// <summary>Runs the scenarios with NBomber in one run, with its reports and the same checks. Built only with <c>-p:UseNBomber=true</c>.</summary>
/// <remarks>It uses only what NBomber 4.2 to 6 have in common; the tests compile it against a stub of that.</remarks>
internal static class NBomberHost
{
    // The folder is emptied at the start, so nothing else may be in it.
    private const string Folder = "load-reports";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Runs the scenarios.</summary>
    /// <param name="options">The options.</param>
    /// <param name="args">NBomber's own arguments.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(LoadOptions options, string[] args)
    {
        var at = TimeProvider.System.GetUtcNow();
        var folder = Directory.CreateTempSubdirectory("syncserver-load-");
        using var stopping = new Stopping();
        try
        {
            await using var target = await Target.StartAsync(options.Target, options.Rules[0], folder.FullName, stopping.Token);
            await using var ending = stopping.Token.Register(() => Stop(target, folder));
            List<NBomberScenario> scenarios = [.. Parts(options).Select(part => new NBomberScenario(part.Name, part.Scenario, target, part.Options))];
            var stats = Run(scenarios, args);
            // A JSON configuration can leave scenarios out.
            var runs = stats.ScenarioStats.Select(one => scenarios.Single(scenario => string.Equals(scenario.Name, one.ScenarioName, StringComparison.Ordinal)).Summarize(one)).ToList();
            foreach (var run in runs)
            {
                PlainDisplay.WriteFailures(Console.Out, run);
            }

            var code = await ScenarioCommands.FinishAsync(options, new ResultsFile(at, Machine.Describe(folder.FullName), target.Description, runs));
            return runs.Count > 0 ? code : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static NodeStats Run(List<NBomberScenario> scenarios, string[] args)
    {
        try
        {
            return NBomberRunner
                .RegisterScenarios([.. scenarios.Select(Create)])
                .WithTestSuite("syncserver")
                .WithTestName("load")
                .WithReportFolder(Folder)
                .WithReportFormats(ReportFormat.Html, ReportFormat.Md, ReportFormat.Csv)
                .Run(args);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new SetUpException($"NBomber ended: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    /// <summary>The scenarios, each with its load. The mixed day is several, which share the load by their weights: NBomber 4.2 has no weights.</summary>
    private static IEnumerable<(string Name, IScenario Scenario, LoadOptions Options)> Parts(LoadOptions options)
    {
        foreach (var scenario in options.Scenarios)
        {
            if (scenario is not MixedDay)
            {
                yield return (scenario.Name, scenario, options);
                continue;
            }

            double all = MixedDay.Shares.Sum(share => share.Weight);
            foreach (var (part, weight) in MixedDay.Shares)
            {
                var users = Math.Max(1, (int)Math.Round(options.Users * weight / all));
                yield return ($"{scenario.Name} {part.Name}", part, options with { Load = options.Load.Times(weight / all), Users = users });
            }
        }
    }

    private static ScenarioProps Create(NBomberScenario scenario)
    {
        var created = Scenario.Create(scenario.Name, scenario.SendAsync)
            .WithInit(_ => scenario.OpenAsync())
            .WithClean(_ => scenario.CloseAsync())
            .WithRestartIterationOnFail(false)
            // NBomber would end the test after 5,000 failures, and a conflict is one.
            .WithMaxFailCount(int.MaxValue)
            .WithLoadSimulations([.. scenario.Options.Load.Phases.Select(phase => SimulationOf(scenario.Options.Load, phase))]);
        return scenario.Options.WarmUp > TimeSpan.Zero ? created.WithWarmUpDuration(scenario.Options.WarmUp) : created.WithoutWarmUp();
    }

    private static LoadSimulation SimulationOf(LoadModel load, Phase phase)
    {
        var (level, isRamp) = (Math.Max(1, (int)Math.Round(phase.To)), Math.Abs(phase.From - phase.To) > 0.5);
        return (load.IsOpen, isRamp) switch
        {
            (true, true) => Simulation.RampingInject(rate: level, interval: Interval, during: phase.Duration),
            (true, false) => Simulation.Inject(rate: level, interval: Interval, during: phase.Duration),
            (false, true) => Simulation.RampingConstant(copies: level, during: phase.Duration),
            (false, false) => Simulation.KeepConstant(copies: level, during: phase.Duration),
        };
    }

    /// <summary>NBomber does not return when the program is stopped, so what was started ends here.</summary>
    private static void Stop(Target target, DirectoryInfo folder)
    {
        target.DisposeAsync().AsTask().GetAwaiter().GetResult();
        folder.Delete(recursive: true);
        Environment.Exit(Stopping.ExitCode);
    }
}
