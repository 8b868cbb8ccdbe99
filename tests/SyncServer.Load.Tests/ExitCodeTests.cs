using System.Diagnostics;
using SyncServer.Load.Commands;
using SyncServer.Load.Reporting;
using SyncServer.Testing;

namespace SyncServer.Load.Tests;

/// <summary>The exit code and the counted failures of a run, also against servers with faults.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task A_good_server_passes_and_is_left_clean()
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.None);
        var (code, run) = await RunAsync(server, "--in-flight", "1");
        Assert.Equal(0, code);
        Assert.Empty(run.Violations);
        Assert.Equal(0, run.Errors);
        Assert.True(run.Accepted > 0);
        Assert.Equal(0, server.Documents);
    }

    [Theory]
    [InlineData(ServerFault.Drops, "no response: connection closed")]
    [InlineData(ServerFault.Delays, "no response: timeout")]
    [InlineData(ServerFault.Dies, "no response: connection refused")]
    [InlineData(ServerFault.Garbles, "500")]
    public async Task A_failure_is_counted_and_fails_the_run(ServerFault fault, string expected)
    {
        await using var server = await FaultyServer.StartAsync(fault);
        var (code, run) = await RunAsync(server, "--timeout", "500ms");
        Assert.Equal(1, code);
        Assert.True(run.Errors > 0);
        Assert.Contains(run.Outcomes, tally => tally.Code == expected && tally.Count > 0);
        Assert.Contains(run.Missed, line => line.StartsWith("errors:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rich-text")]
    [InlineData("offline-batch")]
    [InlineData("two-tabs")]
    public async Task Nonsense_fails_the_run_without_an_exception(string scenario)
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.TalksNonsense);
        var (code, run) = await RunAsync(server, scenario);
        Assert.Equal(1, code);
        Assert.NotEmpty(run.Violations.Concat(run.Missed));
    }

    [Fact]
    public async Task A_server_that_acknowledges_what_it_does_not_write_is_found_out()
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.Lies);
        var (code, run) = await RunAsync(server, "--max-errors", "100%", "--max-needless-conflicts", "100000");
        Assert.Equal(1, code);
        Assert.Contains(run.Violations, line => line.Contains("not in the revisions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_loses_updates_is_found_out()
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.LosesUpdates);
        var (code, run) = await RunAsync(server, "hot-record", "--documents", "1");
        Assert.Equal(1, code);
        Assert.True(run.LostUpdates > 0);
        Assert.Contains(run.Missed, line => line.StartsWith("lost updates:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Errors_below_the_limit_pass_and_a_latency_above_it_fails()
    {
        await using var server = await FaultyServer.StartAsync(ServerFault.Drops);
        Assert.Equal(0, (await RunAsync(server, "--max-errors", "100%", "--max-p99", "1h", "--in-flight", "1")).Code);
        var (code, run) = await RunAsync(server, "--max-errors", "100%", "--max-p50", "0ms", "--in-flight", "1");
        Assert.Equal(1, code);
        Assert.StartsWith("p50:", Assert.Single(run.Missed));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_line() =>
        Assert.Equal(1, await CommandLine.RunAsync(["run", "typing", "--url", $"http://127.0.0.1:{FreePort.Next()}", "--plain"]));

    [Theory]
    [InlineData("run", "typing", "--users")]
    [InlineData("run", "--users", "0")]
    [InlineData("run", "--seconds", "86401")]
    [InlineData("run", "--rule", "none")]
    [InlineData("run", "sleeping")]
    [InlineData("run", "--max-p99", "fast")]
    [InlineData("run", "--load", "10/s 1s", "--rate", "5")]
    [InlineData("run", "--url", "http://localhost:1", "--postgres")]
    [InlineData("run", "--url", "localhost")]
    [InlineData("run", "--save-results", "/no/such/folder/results.json")]
    [InlineData("compare", "--rule", "strict")]
    [InlineData("nbomber", "typing")]
    [InlineData("bench", "speed", "--rounds", "0")]
    [InlineData("bench", "nothing")]
    public async Task Wrong_usage_is_2(params string[] args) => Assert.Equal(2, await CommandLine.RunAsync(args));

    [Fact]
    public async Task Options_of_a_file_count_unless_the_command_line_has_them()
    {
        var file = Path.Combine(_folder.FullPath, "options.json");
        await File.WriteAllTextAsync(file, """{"scenarios": ["typing"], "users": 3, "seconds": 2, "in-flight": 1, "warm-up": "0s", "plain": true}""");
        await using var server = await FaultyServer.StartAsync(ServerFault.None);
        var results = Path.Combine(_folder.FullPath, "results.json");
        Assert.Equal(0, await CommandLine.RunAsync(["run", $"--options={file}", "--seconds=1", "--url", server.Url, "--save-results", results]));
        var run = Assert.Single((await ResultsFile.ReadAsync(results)).Runs);
        Assert.Equal(("typing", 3, 1), (run.Scenario, run.Users, run.Seconds));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_stopped_run_ends_everything_that_it_started(string signal)
    {
        // A shell that runs the tests in the background ignores SIGINT, which processes inherit.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(CommandLine).Assembly.Location, "run", "typing", "--seconds", "600", "--plain"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = _folder.FullPath;
        using var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("saves/s", StringComparison.Ordinal))
        {
            // The load has not started yet.
        }

        var children = Directory.GetDirectories($"/proc/{process.Id}/task").SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.NotEmpty(children);
        await Tool.RunAsync("kill", $"-{signal}", $"{process.Id}");
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}"), "A server is still running."));
        Assert.Empty(Directory.GetDirectories(_folder.FullPath, "syncserver-load-*"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, RunResult Run)> RunAsync(FaultyServer server, params string[] args)
    {
        var results = Path.Combine(_folder.FullPath, "results.json");
        string[] scenario = args is [['-', ..], ..] or [] ? ["typing"] : [];
        var code = await CommandLine.RunAsync(
            ["run", .. scenario, .. args, "--url", server.Url, "--users", "5", "--seconds", "2", "--warm-up", "0s", "--pace", "30", "--plain", "--save-results", results]);
        return (code, Assert.Single((await ResultsFile.ReadAsync(results)).Runs));
    }
}
