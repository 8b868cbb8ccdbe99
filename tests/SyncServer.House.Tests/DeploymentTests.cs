using System.Text.RegularExpressions;
using SyncServer.Testing;

namespace SyncServer.House.Tests;

/// <summary>The deployment files in the documentation are valid, and name metrics, settings and routes that exist.</summary>
public sealed partial class DeploymentTests
{
    private const string SystemdAnalyze = "/usr/bin/systemd-analyze";

    [Theory]
    [InlineData("prometheus-rules.yaml")]
    [InlineData("grafana-dashboard.json")]
    public void Every_metric_exists(string file)
    {
        var exposed = new Markdown("src/docs/operations.md").Rows("instrument", "in Prometheus", "type").SelectMany(row => NamesOf(Markdown.CodeOf(row[1])!, row[2])).ToHashSet(StringComparer.Ordinal);
        var named = Metric.Matches(Read(file)).Select(match => match.Value).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, exposed));
    }

    [Fact]
    public Task The_alerts_pass_promtool() => Tool.RunAsync("promtool", "check", "rules", PathOf("prometheus-rules.yaml"));

    [Fact]
    public Task The_configuration_of_haproxy_is_valid() => Tool.RunAsync("/usr/sbin/haproxy", "-c", "-f", PathOf("haproxy.cfg"));

    [Fact]
    public async Task The_unit_passes_systemd()
    {
        if (!File.Exists(SystemdAnalyze))
        {
            return;
        }

        using var directory = new TempDirectory();
        var unit = Path.Combine(directory.FullPath, "syncserver.service");
        // The runtime may be elsewhere on this machine.
        await File.WriteAllTextAsync(unit, Read("syncserver.service").Replace("/usr/bin/dotnet", "/bin/true", StringComparison.Ordinal));
        Assert.Equal("", await Tool.RunAsync(SystemdAnalyze, "verify", "--man=no", unit));
    }

    [Theory]
    [InlineData("kubernetes.yaml")]
    [InlineData("haproxy.cfg")]
    public void Every_route_of_a_probe_exists(string file)
    {
        var mapped = File.ReadAllText(Assert.Single(Sources.Under("src", "HealthEndpoints.cs")));
        var probed = Probe.Matches(Read(file)).Select(match => match.Groups["path"].Value).ToList();
        Assert.NotEmpty(probed);
        Assert.All(probed, path => Assert.Contains($"MapHealthChecks(\"{path}\"", mapped, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_of_the_manifest_exists()
    {
        var keys = new Markdown("src/docs/settings.md").Rows("key").Select(row => Markdown.CodeOf(row[0])!).ToHashSet(StringComparer.Ordinal);
        var named = Variable.Matches(Read("kubernetes.yaml")).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(named);
        Assert.All(named, key => Assert.Contains(key, keys));
    }

    private static string PathOf(string file) => Path.Combine(ServerProcess.RepositoryRoot, "src/docs/examples", file);

    private static string Read(string file) => File.ReadAllText(PathOf(file));

    private static string[] NamesOf(string metric, string type) => type is "histogram" ? [$"{metric}_bucket", $"{metric}_sum", $"{metric}_count"] : [metric];

    [GeneratedRegex(@"\bsyncserver_\w+")]
    private static partial Regex Metric { get; }

    [GeneratedRegex(@"(path: |GET )(?<path>/\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Probe { get; }

    [GeneratedRegex(@"\b[A-Z]\w+__\w+")]
    private static partial Regex Variable { get; }
}
