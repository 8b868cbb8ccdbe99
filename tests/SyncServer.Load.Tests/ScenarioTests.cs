using SyncServer.Load.Reporting;
using SyncServer.Load.Running;
using SyncServer.Load.Scenarios;
using SyncServer.Testing;
using Xunit.Abstractions;

namespace SyncServer.Load.Tests;

/// <summary>Runs every scenario for a second on real servers.</summary>
public sealed class ScenarioTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly StringWriter _progress = new();

    public static TheoryData<string> Names { get; } = [.. AllScenarios.List.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task This_server_loses_nothing(string name)
    {
        var run = await RunAsync(name, Rule.Session);
        Assert.Empty(run.Violations);
        Assert.Empty(run.Missed);
        Assert.True(run.Accepted > 0, "Nothing was saved.");
        Assert.Equal(name is "readers", run.Events > 0);
    }

    [Fact]
    public async Task A_strict_server_refuses_saves_in_flight_of_one_session()
    {
        var run = await RunAsync("typing", Rule.Strict);
        Assert.Empty(run.Violations);
        Assert.Equal(0, run.LostUpdates);
        Assert.True(run.Conflicts > 0, "No save was refused.");
    }

    [Fact]
    public async Task A_server_with_last_write_wins_loses_updates()
    {
        var run = await RunAsync("hot-record", Rule.LastWrite);
        Assert.Empty(run.Violations);
        Assert.Equal(0, run.Conflicts);
        Assert.True(run.LostUpdates > 0, "Nothing was lost.");
    }

    public void Dispose()
    {
        output.WriteLine(_progress.ToString());
        _progress.Dispose();
        _folder.Dispose();
    }

    private Task<RunResult> RunAsync(string name, Rule rule)
    {
        // Fast users, so that two seconds are enough; the first request to the textbook server may take longer.
        var options = TestOptions.Of(name, LoadModel.Constant(isOpen: false, 10, TimeSpan.FromSeconds(rule is Rule.Session ? 2 : 6)), users: 10) with { Rules = [rule] };
        return new Runner(options, _folder.FullPath, new PlainDisplay(_progress)).RunAsync(options.Scenarios[0], rule, CancellationToken.None);
    }
}
