using System.Net;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>
/// The primary is killed under load, and its synchronous standby is promoted. Two nodes behind haproxy continue by themselves on the connection string that names
/// both hosts. No acknowledged save is lost.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class FailoverTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly TempDirectory _directory = new();
    private readonly List<ServerProcess> _nodes = [];
    private PostgresServer _primary = null!;
    private PostgresServer _standby = null!;
    private HaProxy _balancer = null!;

    [Fact]
    public async Task The_nodes_continue_on_the_promoted_standby()
    {
        await using var crew = await StartCrewAsync();
        await _primary.KillAsync();
        await _standby.QueryAsync("postgres", "select pg_promote()");
        await ContinueAsync(crew);
    }

    [Fact]
    public async Task A_save_that_no_standby_has_confirmed_is_not_acknowledged()
    {
        await using var crew = await StartCrewAsync();
        // What is written from now on is on the primary only.
        await _standby.KillAsync();
        await crew.HoldsAsync(() => crew.Unavailable >= 5, "saves are refused with 503");
        await _primary.KillAsync();
        await _standby.RestartAsync();
        await _standby.QueryAsync("postgres", "select pg_promote()");
        await ContinueAsync(crew);
    }

    public async Task InitializeAsync()
    {
        _primary = await PostgresServer.StartAsync();
        var name = (await _primary.CreateDatabaseAsync()).Split(';').First(part => part.StartsWith("Database=", StringComparison.Ordinal));
        _standby = await PostgresServer.StartStandbyAsync(_primary);
        await _primary.QueryAsync("postgres", "alter system set synchronous_standby_names = '*'");
        await _primary.QueryAsync("postgres", "select pg_reload_conf()");
        await Eventually.HoldsAsync(async () => await _primary.QueryAsync("postgres", "select sync_state from pg_stat_replication") is "sync", "the standby is synchronous");
        var documents = $"Host=127.0.0.1:{_primary.Port},127.0.0.1:{_standby.Port};{name};Username=postgres;Target Session Attributes=primary";
        _nodes.AddRange(await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ServerProcess.StartAsync(_directory.FullPath, $"--ConnectionStrings:Documents={documents}"))));
        _balancer = await HaProxy.StartAsync(_nodes[0].Url, _nodes[1].Url);
    }

    public async Task DisposeAsync()
    {
        await _balancer.DisposeAsync();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _standby.DisposeAsync();
        await _primary.DisposeAsync();
        _directory.Dispose();
    }

    private async Task<Crew> StartCrewAsync()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var amy = await Caller.SignInAsync(Wire.Connect(_nodes[0].Url), "Amy");
        return await Crew.StartAsync(amy with { Http = _balancer.Http }, new Random(seed));
    }

    private async Task ContinueAsync(Crew crew)
    {
        await crew.SaveAsync(200 * RandomRuns.Times);
        output.WriteLine($"{crew.Outages} times no server, {crew.Unavailable} times 503");
        foreach (var node in _nodes)
        {
            var anyone = new Caller(Wire.Connect(node.Url), Token: null);
            await Eventually.HoldsAsync(async () => (await anyone.Get("/readyz")).Status is HttpStatusCode.OK, "the node is ready");
        }

        await crew.StopAndCheckAsync(await Caller.SignInAsync(Wire.Connect(_nodes[1].Url), "Reader"));
    }
}
