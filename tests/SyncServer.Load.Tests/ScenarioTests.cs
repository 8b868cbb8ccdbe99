using SyncServer.Load.Scenarios;
using SyncServer.Testing;
using Xunit.Abstractions;

namespace SyncServer.Load.Tests;

/// <summary>Runs every scenario for a second on real servers.</summary>
public sealed class ScenarioTests(ITestOutputHelper output) : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly StringWriter _progress = new();

    public static TheoryData<string> Names { get; } = [.. ScenarioOptions.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task This_server_loses_nothing(string name)
    {
        var run = await RunAsync(name, "session");
        Assert.Empty(run.Faults);
        Assert.Equal(0, run.Verdict.LostUpdates);
        Assert.True(run.Traffic.Accepted > 0, "Nothing was saved.");
        Assert.Equal(name is "readers", run.Traffic.Events > 0);
        Assert.Equal(run.Traffic.Saves.Select(save => save.Document).Distinct().Count(), run.Traffic.Outcomes["created"]);
    }

    [Fact]
    public async Task A_strict_server_refuses_saves_in_flight_of_one_session()
    {
        var run = await RunAsync("typing", "strict");
        Assert.Empty(run.Faults);
        Assert.Equal(0, run.Verdict.LostUpdates);
        Assert.True(run.Traffic.Conflicts > 0, "No save was refused.");
    }

    [Fact]
    public async Task A_server_with_last_write_wins_loses_updates()
    {
        var run = await RunAsync("hot-record", "lastwrite");
        Assert.Empty(run.Faults);
        Assert.Equal(0, run.Traffic.Conflicts);
        Assert.True(run.Verdict.LostUpdates > 0, "Nothing was lost.");

        var html = HtmlReport.Of(ScenarioOptions.Parse([], compares: true), [run], "a <fast> machine");
        Assert.Contains("a &lt;fast&gt; machine", html);
        Assert.Contains("<td>hot-record, last write wins</td>", html);
        Assert.DoesNotContain("http", html);
    }

    [Theory]
    [InlineData("typing", "--users")]
    [InlineData("--users", "0")]
    [InlineData("--seconds", "601")]
    [InlineData("--rule", "none")]
    [InlineData("sleeping")]
    public void An_invalid_command_line_is_refused(params string[] args) => Assert.Throws<FormatException>(() => ScenarioOptions.Parse(args, compares: false));

    public void Dispose()
    {
        output.WriteLine(_progress.ToString());
        _progress.Dispose();
        _folder.Dispose();
    }

    private Task<Run> RunAsync(string name, string rule)
    {
        var options = ScenarioOptions.Parse([name, "--rule", rule, "--users", "10", "--seconds", "1"], compares: false);
        return new Runner(options, _folder.FullPath, _progress).RunAsync(options.Scenarios[0], options.Rules[0], CancellationToken.None);
    }
}
