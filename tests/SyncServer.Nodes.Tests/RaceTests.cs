using SyncServer.Testing.Racing;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>The race, each request to one of two nodes; then the record is checked against the law.</summary>
[Collection(OneCluster.Name)]
public sealed class RaceTests(Cluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task No_save_is_lost_and_none_is_written_over_unseen_on_two_nodes()
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

        // A race in which nothing happened proves nothing.
        string[] seen = ["created", "verified", "session", "replayed", "superseded", "forced", "deleted", "412"];
        Assert.All(seen, outcome => Assert.True(outcomes.GetValueOrDefault(outcome) > 0, $"no {outcome} with seed {seed}"));
    }
}
