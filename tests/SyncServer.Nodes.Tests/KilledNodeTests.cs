using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>A node dies under load behind a load balancer; its clients go on with the other, with the saves that they had under way.</summary>
[Collection(OneCluster.Name)]
public sealed class LostNodeTests(Cluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task Clients_of_a_killed_node_finish_on_the_other()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var doomed = await cluster.StartNodeAsync();
        await using var balancer = await Nginx.StartAsync(cluster.First.Url, doomed.Url);
        var amy = await Caller.SignInAsync(balancer.Http, "Amy");
        await using var crew = await Crew.StartAsync(amy, new Random(seed));

        await doomed.KillAsync();
        await crew.SaveAsync(500);

        // Their saves were under way there, or were sent there before the balancer had noticed.
        output.WriteLine($"{crew.Outages} without an answer, {crew.Unavailable} times 503");
        Assert.True(crew.Outages > 0);
        await crew.StopAndCheckAsync(amy with { Http = Wire.Connect(cluster.First.Url) });
    }
}
