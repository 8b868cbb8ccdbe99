using System.Diagnostics;
using System.Net;

namespace SyncServer.Nodes.Tests;

/// <summary>Reads on the node that did not accept the save (docs/protocol.md, section 6).</summary>
[Collection(ClusterCollection.Name)]
public sealed class ReadingTests(Cluster cluster)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Min_Version_returns_what_the_other_node_has_just_saved(bool redisIsFrozen)
    {
        var (first, second) = await cluster.SignInOnBothAsync();
        var note = Cluster.NewDocument();
        var last = (await first.Create(note, "0")).Saved("created", 1);
        await WithRedisAsync(redisIsFrozen, async () =>
        {
            for (var version = 2; version <= 30; version++)
            {
                var (writer, reader) = version % 2 is 0 ? (first, second) : (second, first);
                last = (await writer.Put(note, $"{version}").On(last)).Saved("verified", version);
                var read = (await reader.Get(note).Header("Min-Version", $"{version}")).Is(HttpStatusCode.OK);
                Assert.Equal(($"{version}", last.ETag), (read.Text, read.ETag));
            }
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_is_at_most_a_second_stale(bool redisIsFrozen)
    {
        var (first, second) = await cluster.SignInOnBothAsync();
        var note = Cluster.NewDocument();
        var last = (await first.Create(note, "0")).Saved("created", 1);
        await WithRedisAsync(redisIsFrozen, async () =>
        {
            for (var version = 2; version <= 5; version++)
            {
                // The other node may have the previous version in its cache.
                (await second.Get(note).Header("Min-Version", $"{version - 1}")).Is(HttpStatusCode.OK);
                last = (await first.Put(note, $"{version}").On(last)).Saved("verified", version);
                var saved = Stopwatch.GetTimestamp();
                await Eventually.HoldsAsync(
                    async () =>
                    {
                        var age = Stopwatch.GetElapsedTime(saved);
                        var read = (await second.Get(note)).Is(HttpStatusCode.OK);
                        Assert.True(read.Version == version || age < TimeSpan.FromSeconds(1), $"v{read.Version} shown {age} after v{version}");
                        return read.Version == version;
                    },
                    "the other node returns it");
            }
        });
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_version_read_from_one_node_is_304_on_the_other(string method)
    {
        var (first, second) = await cluster.SignInOnBothAsync();
        var note = Cluster.NewDocument();
        var old = (await first.Create(note, "1")).Saved("created", 1);
        var known = (await second.Send(method, note).Header("If-None-Match", old.ETag!).Header("Min-Version", "1")).Is(HttpStatusCode.NotModified);
        Assert.Equal((old.ETag, old["Sync-ETag"], 1), (known.ETag, known["Sync-ETag"], known.Version));
        Assert.Empty(known.Bytes);

        var current = (await second.Put(note, "22").On(old)).Saved("verified", 2);
        var changed = (await first.Send(method, note).Header("If-None-Match", old.ETag!).Header("Min-Version", "2")).Is(HttpStatusCode.OK);
        Assert.Equal((current.ETag, 2, "2"), (changed.ETag, changed.Version, changed["Content-Length"]));
        (await first.Send(method, note).Header("If-None-Match", $"{old.ETag}, {current.ETag}").Header("Min-Version", "2")).Is(HttpStatusCode.NotModified);
        (await second.Send(method, note).Header("If-None-Match", current.ETag!)).Is(HttpStatusCode.NotModified);

        // A deleted document is 410 on both.
        (await first.Delete(note).On(current)).Saved("deleted", 3);
        (await second.Send(method, note).Header("If-None-Match", current.ETag!).Header("Min-Version", "3")).Is(HttpStatusCode.Gone);
    }

    private async Task WithRedisAsync(bool frozen, Func<Task> work)
    {
        if (!frozen)
        {
            await work();
            return;
        }

        cluster.Redis.Freeze();
        try
        {
            await work();
        }
        finally
        {
            cluster.Redis.Thaw();
        }
    }
}
