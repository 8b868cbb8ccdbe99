using SyncServer.Load.Checking;
using SyncServer.Load.Clients;
using SyncServer.Load.Reporting;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Running;

/// <summary>Runs a scenario: users join, send requests for the time of the load, and leave; then the revisions are checked.</summary>
/// <param name="options">The options.</param>
/// <param name="folder">The folder of the databases.</param>
/// <param name="display">Shows the progress.</param>
internal sealed class Runner(LoadOptions options, string folder, IDisplay display)
{
    private const int JoinTogether = 16;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private int _runs;

    /// <summary>The server of the last run.</summary>
    public string Server { get; private set; } = "";

    /// <summary>Runs a scenario with a rule.</summary>
    /// <exception cref="SetUpException">The server did not start, or refused to sign users in.</exception>
    /// <exception cref="OperationCanceledException">It was canceled. Everything that was started has ended.</exception>
    public async Task<RunResult> RunAsync(IScenario scenario, Rule rule, CancellationToken cancellation)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, $"run-{++_runs}")).FullName;
        await using var target = await Target.StartAsync(options.Target, rule, own, cancellation);
        await using var stage = await Stage.OpenAsync(scenario, rule, target, options);
        Server = target.Description;
        display.Start(scenario, target.IsOwn ? Rules.NameOf(rule) : target.Description, options);
        try
        {
            var users = await JoinAsync(scenario, stage, cancellation);
            await PlayAsync(users, stage, cancellation);
            await Task.WhenAll(users.Select(user => GuardAsync(stage.Traffic, user.LeaveAsync))).WaitAsync(cancellation);
            var result = await CheckAsync(scenario, stage, target);
            display.End(result);
            return result;
        }
        finally
        {
            if (!target.IsOwn && await CleanUp.RunAsync(stage) is var left and > 0)
            {
                display.Note($"{left} documents in the collection {options.Target.Collection}, whose ids begin with {stage.Traffic.RunId}, could not be deleted.");
            }
        }
    }

    private static async Task<IReadOnlyList<IUser>> JoinAsync(IScenario scenario, Stage stage, CancellationToken cancellation)
    {
        var users = new IUser[stage.Users];
        try
        {
            await Parallel.ForAsync(0, users.Length, new ParallelOptions { MaxDegreeOfParallelism = JoinTogether, CancellationToken = cancellation }, async (number, _) =>
                users[number] = await scenario.JoinAsync(stage, number));
        }
        catch (HttpRequestException refused)
        {
            throw new SetUpException($"A user could not join: {refused.Message}", refused);
        }

        return users;
    }

    /// <summary>What a server sends at the end may make no sense, which is a violation.</summary>
    private static async Task GuardAsync(Traffic traffic, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            traffic.Violation($"A response at the end was not understood: {failure.GetType().Name}.");
        }
    }

    private async Task PlayAsync(IReadOnlyList<IUser> users, Stage stage, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var driver = new Driver(options.Load.After(options.WarmUp), users, options.Target.Timeout, stage.Traffic.Record);
        var watching = WatchAsync(stage.Traffic, over);
        try
        {
            await driver.RunAsync(over.Token);
            // The last second is shown too.
            await watching;
        }
        catch (OperationCanceledException) when (stage.Traffic.IsFull && !cancellation.IsCancellationRequested)
        {
            display.Note($"The run ended early: it reached {Traffic.MaxSaves:n0} saves.");
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private async Task WatchAsync(Traffic traffic, CancellationTokenSource over)
    {
        var seconds = (int)(options.WarmUp + options.Load.Duration).TotalSeconds;
        using var timer = new PeriodicTimer(Second);
        try
        {
            for (var second = 0; second < seconds && await timer.WaitForNextTickAsync(over.Token); second++)
            {
                display.Second(second - traffic.WarmUpSeconds, traffic.MomentOf(second));
                if (traffic.IsFull)
                {
                    await over.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task<RunResult> CheckAsync(IScenario scenario, Stage stage, Target target)
    {
        var verdict = await Verdict.ReadAsync(stage);
        verdict.Report(stage.Traffic);
        await GuardAsync(stage.Traffic, () => scenario.CheckAsync(stage));
        return Summarize(scenario.Name, scenario.Description, target.IsOwn ? Rules.NameOf(stage.Rule) : target.Description, stage, verdict, options);
    }

    /// <summary>Summarizes a run.</summary>
    public static RunResult Summarize(string name, string description, string server, Stage stage, Verdict verdict, LoadOptions options)
    {
        var traffic = stage.Traffic;
        var latencies = traffic.Latencies();
        var result = new RunResult
        {
            Scenario = name,
            Description = description,
            Server = server,
            Load = options.Load.ToString(),
            Users = options.Users,
            Seconds = (int)options.Load.Duration.TotalSeconds,
            P50 = Percentiles.Of(latencies, 0.5),
            P95 = Percentiles.Of(latencies, 0.95),
            P99 = Percentiles.Of(latencies, 0.99),
            Latencies = Bucket.Of(latencies),
            WarmUp = [.. Enumerable.Range(0, traffic.WarmUpSeconds).Select(traffic.MomentOf)],
            PerSecond = [.. Enumerable.Range(traffic.WarmUpSeconds, (int)options.Load.Duration.TotalSeconds).Select(traffic.MomentOf)],
            Outcomes = traffic.Tallies(),
            Events = traffic.Events,
            Versions = verdict.Versions,
            LostUpdates = verdict.LostUpdates,
            NeedlessConflicts = verdict.NeedlessConflicts,
            Violations = [.. traffic.Violations.Select(violation => $"{violation.Value:n0} × {violation.Key}")],
        };
        // Limits that a run without saves keeps to say nothing.
        string[] missed = result.Accepted == 0 ? ["no save was accepted"] : [];
        return result with { Missed = [.. missed, .. options.Thresholds.For(stage.Rule).MissedBy(result)] };
    }
}
