using SyncServer.Load.Reporting;
using SyncServer.Load.Running;
using SyncServer.Load.Scenarios;
using SyncServer.Testing;
using Xunit.Abstractions;

namespace SyncServer.Load.Tests;

/// <summary>Runs every scenario for two seconds on real servers.</summary>
/// <param name="shared">The server of most tests, which is a remote one for them.</param>
/// <param name="output">The output of the test.</param>
public sealed class ScenarioTests(ScenarioTests.SharedServer shared, ITestOutputHelper output) : IClassFixture<ScenarioTests.SharedServer>, IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly StringWriter _progress = new();

    public static TheoryData<string> Names { get; } = [.. AllScenarios.List.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task This_server_loses_nothing(string name)
    {
        var run = await RunAsync(name, Rule.Session, shared.Url);
        AssertPassed(run);
        Assert.Equal(name is "readers", run.Events > 0);
        Assert.DoesNotContain("could not be deleted", _progress.ToString());
    }

    [Fact]
    public async Task A_server_is_started_if_none_is_given() => AssertPassed(await RunAsync("mobile-resume", Rule.Session));

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

    private static void AssertPassed(RunResult run)
    {
        Assert.Empty(run.Violations);
        Assert.Empty(run.Missed);
        Assert.True(run.Accepted > 0, "Nothing was saved.");
    }

    private Task<RunResult> RunAsync(string name, Rule rule, Uri? url = null)
    {
        // Fast users, so that two seconds are enough; the first request to the textbook server may take longer.
        var options = TestOptions.Of(name, LoadModel.Constant(isOpen: false, 10, TimeSpan.FromSeconds(rule is Rule.Session ? 2 : 6)), users: 10);
        options = options with { Rules = [rule], Target = options.Target with { Url = url } };
        return new Runner(options, _folder.FullPath, new PlainDisplay(_progress)).RunAsync(options.Scenarios[0], rule, CancellationToken.None);
    }

    /// <summary>A server for several tests.</summary>
    public sealed class SharedServer : IAsyncLifetime
    {
        private readonly TempDirectory _folder = new();
        private Target? _target;

        /// <summary>Its address.</summary>
        public Uri Url => _target!.Url;

        public async Task InitializeAsync() =>
            _target = await Target.StartAsync(TestOptions.Of("typing", LoadModel.Parse("1 user 1s"), users: 1).Target, Rule.Session, _folder.FullPath, CancellationToken.None);

        public async Task DisposeAsync()
        {
            await _target!.DisposeAsync();
            _folder.Dispose();
        }
    }
}
