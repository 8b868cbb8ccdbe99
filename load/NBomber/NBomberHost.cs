using System.Collections.Concurrent;
using NBomber.CSharp;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using SyncServer.Load.Scenarios;
using SyncServer.Load.Scenarios.Checking;

namespace SyncServer.Load.NBomber;

/// <summary>Runs the scenarios with NBomber and its reports, with the same checks. Built only with <c>-p:UseNBomber=true</c>.</summary>
internal static class NBomberHost
{
    private const string Folder = "load-reports";

    public static async Task<int> RunAsync(string[] args)
    {
        ScenarioOptions options;
        try
        {
            options = ScenarioOptions.Parse(args, compares: false);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }

        var failed = false;
        foreach (var scenario in options.Scenarios)
        {
            failed |= !await PlayAsync(scenario, options);
        }

        return failed ? 1 : 0;
    }

    private static async Task<bool> PlayAsync(IScenario scenario, ScenarioOptions options)
    {
        var data = Directory.CreateTempSubdirectory("syncserver-load-");
        try
        {
            await using var stage = await Stage.SetUpAsync(options.Rules[0], data.FullName, options.Users, options.Seed, CancellationToken.None);
            // Any free user works next: the copies of NBomber are not bound to users.
            var free = new ConcurrentQueue<IUser>();
            for (var number = 0; number < options.Users; number++)
            {
                free.Enqueue(await scenario.JoinAsync(stage, number));
            }

            NBomberRunner
                .RegisterScenarios(Of(scenario, free, options))
                .WithTestSuite("syncserver")
                .WithTestName(scenario.Name)
                // The folder is emptied at the start, so nothing else may be in it.
                .WithReportFolder(Path.Combine(Folder, scenario.Name))
                .WithReportFileName(scenario.Name)
                .WithReportFormats(ReportFormat.Html, ReportFormat.Md, ReportFormat.Csv)
                .Run();
            foreach (var user in free)
            {
                await user.LeaveAsync();
            }

            var verdict = await Verdict.ReadAsync(stage);
            List<string> faults = [.. Scenarios.Run.FaultsOf(scenario, stage, verdict)];
            Console.WriteLine($"{scenario.Name}: {verdict.Versions:n0} versions, {stage.Traffic.Conflicts:n0} conflicts, {verdict.LostUpdates:n0} lost updates. {(faults.Count == 0 ? "ok" : "FAILED")}");
            faults.ForEach(Console.WriteLine);
            return faults.Count == 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static ScenarioProps Of(IScenario scenario, ConcurrentQueue<IUser> free, ScenarioOptions options) =>
        Scenario.Create(scenario.Name, async context =>
        {
            // There are as many copies as users, so there is always a free one.
            if (!free.TryDequeue(out var user))
            {
                return Response.Fail();
            }

            var good = true;
            try
            {
                await user.ActAsync(async (name, work) =>
                {
                    var went = false;
                    await Step.Run(name, context, async () =>
                    {
                        went = await work();
                        return went ? Response.Ok() : Response.Fail();
                    });
                    good &= went;
                    return went;
                });
            }
            finally
            {
                free.Enqueue(user);
            }

            return good ? Response.Ok() : Response.Fail();
        })
        .WithoutWarmUp()
        .WithLoadSimulations(Simulation.KeepConstant(copies: options.Users, during: options.Time));
}
