using System.Net;
using SyncServer.Testing.Racing;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>Redis fails in the midst of a race: the law holds, no save is refused for it, and saves are quick again soon.</summary>
[Collection(OneCluster.Name)]
public sealed class RedisTests(Cluster cluster, ITestOutputHelper output)
{
    public static TheoryData<string> Lies { get; } = [.. RedisLie.Kinds];

    [Fact]
    public Task Redis_is_killed_and_comes_back_empty() => RaceThroughAsync(async (latencies, _) =>
    {
        await cluster.Redis.KillAsync();
        await latencies.RecoverAsync("a kill");
        await cluster.Redis.RestartAsync();
        await latencies.RecoverAsync("a restart");
    });

    [Fact]
    public Task Redis_freezes_and_thaws() => RaceThroughAsync(async (latencies, _) =>
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
    public Task Redis_lies_all_the_time() => RaceThroughAsync(async (latencies, documents) =>
    {
        var told = 0;
        async Task LieAsync()
        {
            for (var i = 0; told < 50 && i < 1000; i++)
            {
                told += await RedisLie.TellAsync(cluster.Redis, RedisLie.Kinds[i % RedisLie.Kinds.Length], documents);
            }
        }

        var lying = LieAsync();
        await latencies.RecoverAsync("the first lies");
        await lying;
        Assert.True(told >= 50, "Redis knows nothing of these documents");
        await latencies.RecoverAsync("the last lies");
    });

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Only_the_database_accepts(string lie)
    {
        var (amy, amyElsewhere) = await cluster.SignInOnBothAsync();
        await RedisLie.HearsAsync(cluster.Redis, amy);
        await RedisLie.HearsAsync(cluster.Redis, amyElsewhere);
        var note = Cluster.NewDocument();
        var first = (await amy.Create(note, "1").Sequence(1)).Saved("created", 1);
        var second = (await amy.Put(note, "2").On(first).Sequence(2)).Saved("verified", 2);
        var third = (await amy.Tab().Put(note, "3").On(second).Sequence(1)).Saved("verified", 3);
        var fourth = (await amyElsewhere.Tab().Put(note, "4").On(third).Sequence(1)).Saved("verified", 4);
        await RedisLie.KnowsAsync(cluster.Redis, note, 4);

        // This node knows that there is a newer version than its own last one: now it asks Redis.
        Assert.Equal(4, (await amy.Get(note).Header("Min-Version", "4")).Version);
        Assert.Equal(1, await RedisLie.TellAsync(cluster.Redis, lie, note));
        (await amy.Put(note, "5").On(second).Sequence(3)).Refused("edit-conflict");
        (await amy.Put(note, "5").On(second).Sequence(4)).Refused("edit-conflict");

        // A repeat may be refused without need, no more.
        var repeated = await amy.Put(note, "2").On(first).Sequence(2);
        Assert.True(repeated is { Outcome: "replayed", Version: 2 } || repeated.Refused("edit-conflict").Status is HttpStatusCode.PreconditionFailed);

        // Whoever knows what is there can save, on both.
        await RedisLie.TellAsync(cluster.Redis, lie, note);
        var fifth = (await amy.Put(note, "5").On(fourth).Sequence(5)).Saved("verified", 5);
        await RedisLie.TellAsync(cluster.Redis, lie, note);
        (await amyElsewhere.Put(note, "6").On(fourth).Sequence(6)).Saved("session", 6);
        (await amyElsewhere.Tab().Put(note, "7").On(fifth)).Refused("edit-conflict");
    }

    private async Task RaceThroughAsync(Func<Latencies, string[], Task> fault)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var latencies = new Latencies();
        string[] documents = [Cluster.NewDocument(), Cluster.NewDocument("forced")];
        var race = await Race.SetUpAsync(
            () => Wire.ConnectToAny(latencies.Measure(), cluster.Urls), documents, new Random(seed), int.MaxValue, TimeSpan.FromMinutes(1));
        var work = race.RunAsync();
        try
        {
            await latencies.RecoverAsync("the start", seconds: 30);
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
