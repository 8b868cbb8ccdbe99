using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>A node is killed under load behind a load balancer. Its clients continue on the other node and retry their saves in flight.</summary>
[Collection(ClusterCollection.Name)]
public sealed class KilledNodeTests(Cluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task Clients_of_a_killed_node_continue_on_the_other()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var doomed = await cluster.StartNodeAsync();
        await using var balancer = await Nginx.StartAsync(cluster.First.Url, doomed.Url);
        var amy = await Caller.SignInAsync(balancer.Http, "Amy");
        await using var crew = await Crew.StartAsync(amy, new Random(seed));

        await doomed.KillAsync();
        await crew.SaveAsync(500);

        // Saves were in flight on the killed node, or were sent to it before the load balancer detected the failure.
        output.WriteLine($"{crew.Outages} without an answer, {crew.Unavailable} times 503");
        Assert.True(crew.Outages > 0);
        await crew.StopAndCheckAsync(amy with { Http = Wire.Connect(cluster.First.Url) });
    }
}
