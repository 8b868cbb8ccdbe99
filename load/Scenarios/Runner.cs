using System.Diagnostics;
using SyncServer.Load.Scenarios.Checking;

namespace SyncServer.Load.Scenarios;

/// <summary>Runs a scenario: every user works until the time is up, then the revisions are checked.</summary>
/// <param name="options">The number of users and the duration.</param>
/// <param name="folder">The folder of the databases.</param>
/// <param name="progress">The output of a line for each second.</param>
internal sealed class Runner(ScenarioOptions options, string folder, TextWriter progress)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private int _runs;

    /// <summary>Runs a scenario with a rule on a new server.</summary>
    public async Task<Run> RunAsync(IScenario scenario, Rule rule, CancellationToken cancellation)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, $"run-{++_runs}")).FullName;
        await using var stage = await Stage.SetUpAsync(rule, own, options.Users, options.Seed, cancellation);
        await progress.WriteLineAsync($"{scenario.Name}, {Run.NameOf(rule)}: {scenario.Description}; {options.Users} users, {options.Time.TotalSeconds:0} s");
        var users = await JoinAsync(scenario, stage);
        var began = Stopwatch.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        over.CancelAfter(options.Time);
        var moments = WatchAsync(stage.Traffic, over.Token);
        await Task.WhenAll(users.Select(user => WorkAsync(user, stage.Traffic, over.Token)));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        cancellation.ThrowIfCancellationRequested();
        await over.CancelAsync();
        var verdict = await Verdict.ReadAsync(stage);
        var run = new Run(scenario, rule, seconds, stage.Traffic, verdict, await moments, [.. Run.FaultsOf(scenario, stage, verdict)]);
        foreach (var fault in run.Faults)
        {
            await progress.WriteLineAsync($"  FAILED: {fault}");
        }

        return run;
    }

    private static async Task<IReadOnlyList<IUser>> JoinAsync(IScenario scenario, Stage stage)
    {
        var users = new List<IUser>();
        for (var number = 0; number < stage.Users; number++)
        {
            users.Add(await scenario.JoinAsync(stage, number));
        }

        return users;
    }

    private static async Task WorkAsync(IUser user, Traffic traffic, CancellationToken over)
    {
        try
        {
            while (!over.IsCancellationRequested && !traffic.IsFull)
            {
                await user.ActAsync((_, work) => work());
            }

            await user.LeaveAsync();
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            traffic.Fault($"A request got no response: {fault.Message}");
        }
    }

    private async Task<IReadOnlyList<Moment>> WatchAsync(Traffic traffic, CancellationToken over)
    {
        var moments = new List<Moment>();
        var (accepted, conflicts) = (0, 0);
        using var timer = new PeriodicTimer(Second);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                var moment = new Moment(traffic.Accepted - accepted, traffic.Conflicts - conflicts);
                (accepted, conflicts) = (traffic.Accepted, traffic.Conflicts);
                moments.Add(moment);
                await progress.WriteLineAsync($"  {moments.Count,4} s  {moment.Accepted,7:n0} saves/s  {moment.Conflicts,6:n0} conflicts");
            }
        }
        catch (OperationCanceledException)
        {
            // The time is up.
        }

        return moments;
    }
}
