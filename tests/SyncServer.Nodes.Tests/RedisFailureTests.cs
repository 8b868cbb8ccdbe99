using SyncServer.Testing.Racing;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>Redis fails during a race: the law holds, no save is refused because of it, and the latency recovers.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RedisFailureTests(Cluster cluster, ITestOutputHelper output)
{
    private static readonly string[] Garbage = ["", "{", "{}", "null", """{"From":"x","Message":{"kind":"changes"}}""", """{"From":"x","Message":{"kind":"presence","Collection":"n o","Id":"","Session":"zz"}}""", new('x', 7_000)];

    [Fact]
    public Task Redis_is_killed_and_restarted_empty() => RaceThroughAsync(async (latencies, _) =>
    {
        await cluster.Redis.KillAsync();
        await latencies.RecoverAsync("a kill");
        await cluster.Redis.RestartAsync();
        await latencies.RecoverAsync("a restart");
    });

    [Fact]
    public Task Redis_is_frozen_and_resumed() => RaceThroughAsync(async (latencies, _) =>
    {
        cluster.Redis.Freeze();
        try
        {
            await latencies.RecoverAsync("a freeze");
        }
        finally
        {
            cluster.Redis.Thaw();
        }

        await latencies.RecoverAsync("a thaw");
    });

    [Fact]
    public Task Redis_delivers_malformed_messages() => RaceThroughAsync(async (latencies, _) =>
    {
        var channel = (await cluster.Redis.CommandAsync("PUBSUB", "CHANNELS", "syncserver:*")).Split('\n')[0];
        Assert.StartsWith("syncserver:", channel, StringComparison.Ordinal);
        for (var i = 0; i < 100; i++)
        {
            await cluster.Redis.CommandAsync("PUBLISH", channel, Garbage[i % Garbage.Length]);
        }

        await latencies.RecoverAsync("the garbage");
    });

    private async Task RaceThroughAsync(Func<Latencies, string[], Task> fault)
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var latencies = new Latencies();
        string[] documents = [Cluster.NewDocument(), Cluster.NewDocument("forced")];
        var race = await Race.SetUpAsync(
            () => Wire.ConnectToAny(latencies.Measure(), cluster.Urls), documents, new Random(seed), int.MaxValue, TimeSpan.FromMinutes(1));
        var work = race.RunAsync();
        try
        {
            await latencies.RecoverAsync("the start");
            await fault(latencies, documents);
        }
        finally
        {
            race.Stop();
            await work;
        }

        output.WriteLine(string.Join(", ", race.Outcomes.Select(pair => $"{pair.Key} {pair.Value}")));
        await race.CheckAsync(await cluster.SignInAsync("Reader"));
    }
}
