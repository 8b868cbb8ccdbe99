using NBomber.CSharp;
using SyncServer.Load.Commands;
using SyncServer.Load.NBomber;
using SyncServer.Load.Reporting;
using SyncServer.Load.Running;
using SyncServer.Testing;

namespace SyncServer.Load.Tests;

/// <summary>The NBomber host against a stub of NBomber.</summary>
public sealed class NBomberHostTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    private string Results => Path.Combine(_folder.FullPath, "results.json");

    [Fact]
    public async Task Every_request_is_one_entry_with_its_status()
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.None);
        Assert.Equal(0, await NBomberHost.RunAsync(Options(server, "hot-record", "5 users 1s"), ["--config", "their.json"]));
        var run = Assert.Single((await ResultsFile.ReadAsync(Results)).Runs);
        Assert.Equal(["--config", "their.json"], NBomberRunner.Arguments);
        Assert.Equal(5 * 5, NBomberRunner.Steps.Count);
        Assert.Equal(5 * 5, run.Outcomes.Sum(tally => tally.Count));
        Assert.Equal(NBomberRunner.Steps.Count(step => step.Response.StatusCode == "412"), run.Conflicts);
        Assert.Equal(run.Conflicts, NBomberRunner.Steps.Count(step => step.Response.IsError));
        var scenario = Assert.Single(NBomberRunner.Last!.Scenarios);
        Assert.False(scenario.RestartsIterationOnFail);
        Assert.Equal(0, server.Documents);
    }

    [Fact]
    public void Unknown_options_are_passed_on_and_scenarios_are_not()
    {
        var arguments = new LoadArguments();
        var command = new System.CommandLine.Command("nbomber");
        arguments.AddTo(command);
        var line = command.Parse(["typing", "--users", "7", "--config", "their.json", "--infra=infra.json", "hot-record"]);
        Assert.Equal(["--config", "their.json", "--infra=infra.json"], arguments.UnknownIn(line));
        var options = arguments.Read(line, passedOn: arguments.UnknownIn(line));
        Assert.Equal(["typing", "hot-record"], options.Scenarios.Select(scenario => scenario.Name));
        Assert.Equal(7, options.Users);
        Assert.Throws<FormatException>(() => arguments.Read(line));
    }

    [Theory]
    [InlineData(ServerFault.Drops)]
    [InlineData(ServerFault.Dies)]
    [InlineData(ServerFault.Lies)]
    public async Task A_faulty_server_fails_the_run(ServerFault fault)
    {
        await using var server = await FaultyServer.StartAsync(fault);
        Assert.Equal(1, await NBomberHost.RunAsync(Options(server, "typing", "5 users 1s"), []));
    }

    [Fact]
    public async Task A_latency_above_the_limit_fails_the_run()
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.None);
        var options = Options(server, "hot-record", "2 users 1s");
        // The stub says that p99 is 3 ms.
        Assert.Equal(0, await NBomberHost.RunAsync(options with { Thresholds = options.Thresholds with { MaxP99 = TimeSpan.FromMilliseconds(3) } }, []));
        Assert.Equal(1, await NBomberHost.RunAsync(options with { Thresholds = options.Thresholds with { MaxP99 = TimeSpan.FromMilliseconds(2) } }, []));
    }

    [Fact]
    public async Task The_mixed_day_is_one_run_of_several_scenarios_with_their_shares_of_the_load()
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.None);
        // The small server has no batches and no events, so the run fails; what was registered is right.
        Assert.Equal(1, await NBomberHost.RunAsync(Options(server, "mixed-day", "20 users 1s"), []));
        Assert.Equal(
            [("mixed-day typing", 12), ("mixed-day hot-record", 2), ("mixed-day mobile-resume", 2), ("mixed-day offline-batch", 2), ("mixed-day readers", 2)],
            NBomberRunner.Last!.Scenarios.Select(scenario => (scenario.Name, scenario.Simulations[0].Level)));
    }

    [Theory]
    [InlineData("5 users 1s", "keep constant 5")]
    [InlineData("1..8 users 1s", "ramping constant 8")]
    [InlineData("9/s 1s", "inject 9")]
    [InlineData("1..7/s 1s", "ramping inject 7")]
    public async Task Every_load_has_a_simulation(string load, string expected)
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.None);
        await NBomberHost.RunAsync(Options(server, "hot-record", load), []);
        var simulation = Assert.Single(Assert.Single(NBomberRunner.Last!.Scenarios).Simulations);
        Assert.Equal(expected, $"{simulation.Kind} {simulation.Level}");
    }

    public void Dispose() => _folder.Dispose();

    private LoadOptions Options(FaultyServer server, string scenario, string load)
    {
        var model = LoadModel.Parse(load);
        var options = TestOptions.Of(scenario, model, users: Math.Max(10, (int)model.Peak));
        return options with { SaveResults = Results, WarmUp = TimeSpan.Zero, Target = options.Target with { Url = new Uri(server.Url) } };
    }
}
