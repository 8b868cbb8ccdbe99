using System.Collections.Concurrent;
using System.Diagnostics;
using NBomber.CSharp;
using NBomber.Contracts;
using NBomber.Contracts.Stats;
using SyncServer.Load.Checking;
using SyncServer.Load.Clients;
using SyncServer.Load.Reporting;
using SyncServer.Load.Running;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.NBomber;

/// <summary>One scenario in NBomber. An iteration is one request, without the thinking: the load model says how often there is one.</summary>
/// <param name="name">The name in NBomber.</param>
/// <param name="scenario">The scenario.</param>
/// <param name="target">The server.</param>
/// <param name="options">The options of this scenario.</param>
internal sealed class NBomberScenario(string name, IScenario scenario, Target target, LoadOptions options)
{
    private readonly ConcurrentQueue<IUser> _free = new();
    private readonly List<IUser> _users = [];
    private Stage? _stage;
    private Verdict? _verdict;
    private long _began;

    /// <summary>The name in NBomber.</summary>
    public string Name => name;

    /// <summary>The options of this scenario.</summary>
    public LoadOptions Options => options;

    /// <summary>Signs the users in.</summary>
    public async Task OpenAsync()
    {
        _stage = await Stage.OpenAsync(scenario, options.Rules[0], target, options);
        for (var number = 0; number < options.Users; number++)
        {
            var user = await scenario.JoinAsync(_stage, number);
            _users.Add(user);
            // A session with several requests in flight is there several times.
            for (var slot = 0; slot < user.InFlight; slot++)
            {
                _free.Enqueue(user);
            }
        }
    }

    /// <summary>Sends one request of a user who is free.</summary>
    public async Task<IResponse> SendAsync(IScenarioContext context)
    {
        if (!_free.TryDequeue(out var user))
        {
            Record("save", Stopwatch.GetTimestamp(), new Outcome(OutcomeKind.Error, "not sent: every session was busy", 0, Stopwatch.GetTimestamp(), Timed: false));
            return Response.Fail(statusCode: "not sent", message: "every session was busy");
        }

        try
        {
            var request = user.Next();
            return await Step.Run(request.Name, context, async () =>
            {
                var start = Stopwatch.GetTimestamp();
                var outcome = await request.SendAsync();
                Record(request.Name, start, outcome);
                // A conflict is no success either, and has its own row by its status.
                return outcome.Kind is OutcomeKind.Error or OutcomeKind.Conflict
                    ? Response.Fail(statusCode: outcome.Code, message: outcome.Code)
                    : Response.Ok(statusCode: outcome.Code, sizeBytes: (int)outcome.Bytes);
            });
        }
        finally
        {
            _free.Enqueue(user);
        }
    }

    /// <summary>Lets the users leave, checks the revisions, and cleans up.</summary>
    public async Task CloseAsync()
    {
        if (_stage is null)
        {
            return;
        }

        await Task.WhenAll(_users.Select(user => user.LeaveAsync()));
        var verdict = await Verdict.ReadAsync(_stage);
        verdict.Report(_stage.Traffic);
        await scenario.CheckAsync(_stage);
        if (!target.IsOwn)
        {
            await CleanUp.RunAsync(_stage);
        }

        await _stage.DisposeAsync();
        _verdict = verdict;
    }

    /// <summary>The result: the latencies are those of NBomber, the rest is counted here.</summary>
    public RunResult Summarize(ScenarioStats stats)
    {
        if (_stage is null || _verdict is null)
        {
            throw new SetUpException($"{name} did not start, or could not be checked: see the log of NBomber.");
        }

        var result = Runner.Summarize(name, scenario.Description, target.IsOwn ? $"{Rules.NameOf(options.Rules[0])}, NBomber" : $"{target.Description}, NBomber", _stage, _verdict, options);
        var latency = stats.Ok.Latency;
        result = result with { P50 = latency.Percent50, P95 = latency.Percent95, P99 = latency.Percent99 };
        // With the warm-up, as NBomber ends it a little earlier or later.
        var known = result.WarmUp.Concat(result.PerSecond).Sum(second => second.Errors + second.Conflicts);
        if (stats.Fail.Request.Count - known is var unknown and > 0)
        {
            result = result with { Violations = [.. result.Violations, $"{unknown:n0} × NBomber counted a failure that is no response."] };
        }

        return result with { Missed = [.. options.Thresholds.For(options.Rules[0]).MissedBy(result)] };
    }

    private void Record(string request, long start, Outcome outcome)
    {
        Interlocked.CompareExchange(ref _began, start, 0);
        // NBomber decides when the load ends; what comes late belongs to the last second.
        var last = options.WarmUp + options.Load.Duration - TimeSpan.FromMilliseconds(1);
        var since = Stopwatch.GetElapsedTime(_began, start);
        _stage!.Traffic.Record(request, since < last ? since : last, Stopwatch.GetElapsedTime(start, outcome.Ended), outcome);
    }
}
