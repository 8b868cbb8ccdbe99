using SyncServer.Testing.Racing;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>The race, with each request to one of two nodes. Then the history is checked against the law (docs/protocol.md, section 4).</summary>
[Collection(ClusterCollection.Name)]
public sealed class RaceTests(Cluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task On_two_nodes_no_save_is_lost_and_no_unseen_version_is_overwritten()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        string[] documents = [Cluster.NewDocument(), Cluster.NewDocument("forced"), Cluster.NewDocument("quick")];
        var race = await Race.SetUpAsync(() => Wire.ConnectToAny(cluster.Urls), documents, new Random(seed), maxSaves: 5000, TimeSpan.FromSeconds(10));

        await race.RunAsync();

        var outcomes = race.Outcomes;
        output.WriteLine(string.Join(", ", outcomes.Select(pair => $"{pair.Key} {pair.Value}")));
        await race.CheckAsync(await cluster.SignInAsync("Reader"));
        Assert.DoesNotContain("deadlock", cluster.Postgres.Log);

        // A run without these outcomes proves nothing.
        string[] seen = ["created", "verified", "session", "replayed", "superseded", "forced", "deleted", "412"];
        Assert.All(seen, outcome => Assert.True(outcomes.GetValueOrDefault(outcome) > 0, $"no {outcome} with seed {seed}"));
    }
}
