using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>A node dies under load behind a load balancer; its clients go on with the other, with the saves that they had under way.</summary>
public sealed class LostNodeTests(Cluster cluster, ITestOutputHelper output) : IClassFixture<Cluster>
{
    [Fact]
    public async Task Clients_of_a_killed_node_finish_on_the_other()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var balancer = await Nginx.StartAsync(cluster.Urls);
        var amy = await Caller.SignInAsync(balancer.Http, "Amy");
        var crew = await Crew.StartAsync(amy, new Random(seed));

        await cluster.Second.KillAsync();
        await crew.SaveAsync(500);

        output.WriteLine($"{crew.Outages} without an answer, {crew.Unavailable} times 503");
        await crew.StopAndCheckAsync(amy with { Http = Wire.Connect(cluster.First.Url) });
    }
}
