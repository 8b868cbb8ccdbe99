using System.Net;
using System.Text.Json;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>Changes, events and presence with several nodes, with Redis and without.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FeedTests(Cluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_node_delivers_all_changes_in_one_order_during_writes_on_both_and_a_Redis_failure()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var (amy, onSecond) = await cluster.SignInOnBothAsync();
        var start = (await amy.Get("/v1/changes?since=now")).Json.GetProperty("next").GetString()!;
        var last = Cluster.NewDocument("last");
        List<Task<List<string>>> following = [.. new[] { amy, onSecond, amy, onSecond }.Select((caller, i) => FollowAsync(caller, start, last, new Random(seed + i)))];

        await using (var crew = await Crew.StartAsync(await cluster.SignInAsync(), new Random(seed)))
        {
            await cluster.Redis.KillAsync();
            await crew.SaveAsync(200);
            await cluster.Redis.RestartAsync();
            await crew.SaveAsync(100);
        }

        await amy.Create(last, "1");
        var log = await LogAsync(onSecond, start);
        Assert.Equal(log.Count, log.Select(Cursor).Distinct(StringComparer.Ordinal).Count());
        foreach (var own in log.GroupBy(change => $"{change.GetProperty("collection")}/{change.GetProperty("id")}"))
        {
            Assert.Equal(Enumerable.Range(1, own.Count()), own.Select(change => change.GetProperty("version").GetInt32()));
        }

        foreach (var follower in following)
        {
            Assert.Equal(log.ConvertAll(Cursor), await follower);
        }

        output.WriteLine($"{log.Count} changes");
    }

    [Fact]
    public async Task An_event_of_another_node_arrives_without_Redis_and_its_version_can_be_read()
    {
        var (amy, onSecond) = await cluster.SignInOnBothAsync();
        var (answer, note) = (default(Answer), Cluster.NewDocument("across"));
        await using var listener = await EventListener.OpenAsync(onSecond, $"?collection=across&id={note.Split('/')[^1]}");
        await cluster.Redis.KillAsync();
        try
        {
            for (var version = 1; version <= 4; version++)
            {
                answer = answer is null ? await amy.Create(note, "1") : await amy.Put(note, $"{version}").On(answer);
                Assert.Equal((note, version), (await listener.NextAsync("saved")) is var saved ? (saved.Path, (int)saved.Version) : default);
                (await onSecond.Get(note).Header("Min-Version", $"{version}")).Is(HttpStatusCode.OK);
            }
        }
        finally
        {
            await cluster.Redis.RestartAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Presence_is_visible_on_every_node(bool withRedis)
    {
        var (amy, onSecond) = await cluster.SignInOnBothAsync();
        var note = Cluster.NewDocument("present");
        if (!withRedis)
        {
            await cluster.Redis.KillAsync();
        }

        try
        {
            await using var listener = await EventListener.OpenAsync(onSecond, $"?collection=present&id={note.Split('/')[^1]}");
            (await amy.Put(note + "/presence", """{"state":"viewing","field":"/title"}""")).Is(HttpStatusCode.NoContent);
            Assert.Equal("viewing", (await listener.NextAsync("presence")).Data.GetProperty("state").GetString());
            Assert.Equal(["viewing /title"], await PresentAsync(onSecond, note));

            // The client continues on the other node.
            (await onSecond.Put(note + "/presence", """{"state":"idle"}""")).Is(HttpStatusCode.NoContent);
            await Eventually.HoldsAsync(async () => await PresentAsync(amy, note) is ["idle "], "the new state on the first node");
            await amy.Create(note, "1");
            await Eventually.HoldsAsync(async () => await PresentAsync(onSecond, note) is ["editing "], "the save on the other node");
            (await amy.Delete(note + "/presence")).Is(HttpStatusCode.NoContent);
            await Eventually.HoldsAsync(async () => await PresentAsync(onSecond, note) is [], "the removal on the other node");
        }
        finally
        {
            if (!withRedis)
            {
                await cluster.Redis.RestartAsync();
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lock_events_arrive_on_every_node(bool withRedis)
    {
        var (amy, onSecond) = await cluster.SignInOnBothAsync();
        var note = Cluster.NewDocument("locked");
        if (!withRedis)
        {
            await cluster.Redis.KillAsync();
        }

        try
        {
            await using var listener = await EventListener.OpenAsync(onSecond, $"?collection=locked&id={note.Split('/')[^1]}");
            var next = listener.NextAsync("locked", "unlocked");
            var locks = new List<string>();
            async Task LockAsync(string body) => locks.Add(
                (await amy.Tab().Post(note + "/locks").Json(body)).Is(HttpStatusCode.Created).Json.GetProperty("lockId").GetString()!);

            await UntilAsync(() => LockAsync("""{"scope":"/title","ttlSeconds":60,"takeover":true}"""), e => e.Name is "locked" && IsOurs(e) && e.Data.GetProperty("scope").GetString() is "/title");

            // Another window of the same user takes it over.
            var (taken, lost) = (false, false);
            await UntilAsync(() => LockAsync("""{"ttlSeconds":5,"takeover":true}"""), e =>
            {
                taken |= e.Name is "locked" && IsOurs(e) && e.Data.GetProperty("scope").GetString() is "";
                lost |= e.Name is "unlocked" && IsOurs(e) && e.Data.TryGetProperty("takenBy", out var by) && by.ValueKind is JsonValueKind.Object && by.GetProperty("name").GetString() is "Amy Peters";
                return taken && lost;
            });

            // The last one expires.
            await UntilAsync(() => LockAsync("""{"ttlSeconds":5,"takeover":true}"""), e => e.Name is "unlocked" && IsOurs(e) && e.Data.GetProperty("lockId").GetString() == locks[^1]);

            bool IsOurs(ServerEvent e) => locks.Contains(e.Data.GetProperty("lockId").GetString()!);

            // Messages between nodes are sent at most once, and the other node may still be connecting to Redis: each step is repeated until its events arrive.
            async Task UntilAsync(Func<Task> act, Func<ServerEvent, bool> isExpected)
            {
                while (true)
                {
                    await act();
                    for (var pause = Task.Delay(TimeSpan.FromSeconds(20)); await Task.WhenAny(next, pause) == next;)
                    {
                        var received = await next;
                        next = listener.NextAsync("locked", "unlocked");
                        if (isExpected(received))
                        {
                            return;
                        }
                    }
                }
            }
        }
        finally
        {
            if (!withRedis)
            {
                await cluster.Redis.RestartAsync();
            }
        }
    }

    [Fact]
    public async Task A_node_that_starts_later_receives_the_presence()
    {
        var (amy, _) = await cluster.SignInOnBothAsync();
        var note = Cluster.NewDocument("present");
        (await amy.Put(note + "/presence", """{"state":"viewing"}""")).Is(HttpStatusCode.NoContent);
        var late = await cluster.StartNodeAsync();
        var onLate = amy with { Http = Wire.Connect(late.Url) };
        await Eventually.HoldsAsync(async () => await PresentAsync(onLate, note) is ["viewing "], "the session on the new node");
    }

    [Fact]
    public async Task Nodes_subscribe_again_after_Redis_restarts()
    {
        await cluster.Redis.KillAsync();
        await cluster.Redis.RestartAsync();
        await Eventually.HoldsAsync(
            async () => await ListenersAsync() >= 2, "both nodes have subscribed again");

        async Task<int> ListenersAsync()
        {
            // Nodes with another database use another channel.
            var channels = (await cluster.Redis.CommandAsync("PUBSUB", "CHANNELS", "syncserver:*:nodes")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return channels.Length == 0 ? 0 : (await cluster.Redis.CommandAsync(["PUBSUB", "NUMSUB", .. channels])).Split('\n').Where((_, line) => line % 2 is 1).Max(int.Parse);
        }
    }

    private static async Task<List<string>> FollowAsync(Caller caller, string since, string last, Random random)
    {
        var received = new List<string>();
        while (true)
        {
            await using var listener = await EventListener.OpenAsync(caller, lastEventId: since);
            for (var left = random.Next(1, 200); left > 0; left--)
            {
                if (await listener.NextChangeIfAnyAsync() is not { } next)
                {
                    break;
                }

                received.Add(Cursor(next.Data));
                since = next.Id!;
                if (next.Path == last)
                {
                    return received;
                }
            }
        }
    }

    private static async Task<List<JsonElement>> LogAsync(Caller caller, string since)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var page = (await caller.Get($"/v1/changes?limit=1000&since={since}")).Is(HttpStatusCode.OK).Json;
            all.AddRange(page.GetProperty("items").EnumerateArray());
            var next = page.GetProperty("next").GetString()!;
            if (next == since)
            {
                return all;
            }

            since = next;
        }
    }

    private static string Cursor(JsonElement change) => change.GetProperty("cursor").GetString()!;

    private static async Task<List<string>> PresentAsync(Caller caller, string note) =>
        [.. (await caller.Get(note + "/presence")).Json.GetProperty("items").EnumerateArray().Select(p => $"{p.GetProperty("state")} {p.GetProperty("field")}")];
}
