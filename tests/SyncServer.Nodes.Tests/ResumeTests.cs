using System.Net;
using System.Text.Json;

namespace SyncServer.Nodes.Tests;

/// <summary>Clients that resume from a cursor: on another node, during a slow transaction, and after a restore from backup.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ResumeTests(Cluster cluster)
{
    [Fact]
    public async Task A_resumed_stream_waits_for_a_slow_transaction_and_skips_nothing()
    {
        var documents = await cluster.Postgres.CreateDatabaseAsync();
        var node = await cluster.StartNodeAsync(documents);
        var amy = await Caller.SignInAsync(Wire.Connect(node.Url), "Amy Peters");
        await amy.Create("/v1/notes/before", "1");
        var before = await NowAsync(amy);
        await cluster.Postgres.QueryAsync(documents, "begin; select nextval('revisions_position_seq'); rollback");
        await amy.Create("/v1/notes/after", "1");
        var after = await NowAsync(amy);

        // A new node, which has no information about the number that was rolled back.
        var late = await cluster.StartNodeAsync(documents);
        var onLate = amy with { Http = Wire.Connect(late.Url) };
        await using var slow = await SlowWriter.StartAsync(cluster.Postgres, documents, "slow");
        await using var ahead = await EventListener.OpenAsync(onLate, lastEventId: after);
        await using var behind = await EventListener.OpenAsync(onLate, lastEventId: before);
        await amy.Create("/v1/notes/quick", "1");
        var polled = new List<string>();
        var since = before;
        for (var polls = 0; polls < 3; polls++)
        {
            await PollAsync();
        }

        Assert.Empty(polled);
        Assert.Equal(before, since);
        await slow.CommitAsync();

        string[] expected = ["/v1/notes/after", "/v1/notes/slow", "/v1/notes/quick"];
        Assert.Equal(expected[1..], await TakeAsync(ahead, 2));
        Assert.Equal(expected, await TakeAsync(behind, 3));
        await Eventually.HoldsAsync(
            async () =>
            {
                await PollAsync();
                return polled.Count >= 3;
            },
            "a client that polls has all changes");
        Assert.Equal(expected, polled);

        async Task PollAsync()
        {
            var page = (await onLate.Get($"/v1/changes?since={since}")).Is(HttpStatusCode.OK).Json;
            polled.AddRange(page.GetProperty("items").EnumerateArray().Select(PathOf));
            since = page.GetProperty("next").GetString()!;
        }
    }

    [Fact]
    public async Task A_restore_under_a_running_node_closes_its_streams_and_resets_their_clients()
    {
        var documents = await cluster.Postgres.CreateDatabaseAsync();
        var node = await cluster.StartNodeAsync(documents);
        var amy = await Caller.SignInAsync(Wire.Connect(node.Url), "Amy Peters");
        await amy.Create("/v1/notes/kept", "1");
        var kept = await NowAsync(amy);
        using var directory = new TempDirectory();
        var dump = Path.Combine(directory.FullPath, "dump.sql");
        await cluster.Postgres.DumpAsync(documents, dump);
        await using var listener = await EventListener.OpenAsync(amy);
        await amy.Create("/v1/notes/lost", "1");
        await amy.Create("/v1/notes/lost-too", "1");
        var lost = (await listener.NextChangeAsync()).Id!;

        // Restored under another name, so that no node writes to it before it is complete.
        var name = documents.Split("Database=")[1].Split(';')[0];
        await cluster.Postgres.QueryAsync("postgres", $"create database {name}_loaded");
        await cluster.Postgres.LoadAsync($"{name}_loaded", dump);
        await cluster.Postgres.QueryAsync("postgres", $"drop database {name} with (force)");
        await cluster.Postgres.QueryAsync("postgres", $"alter database {name}_loaded rename to {name}");

        Assert.Equal("lost-too", (await listener.NextChangeAsync()).Data.GetProperty("id").GetString());
        Assert.Null(await listener.NextAsync());
        await Eventually.HoldsAsync(async () => (await amy.Get($"/v1/changes?since={lost}")).Status is HttpStatusCode.Gone, "the node uses the restored database");
        await using var back = await EventListener.OpenAsync(amy, lastEventId: lost);
        var reset = (await back.NextAsync())!;
        Assert.Equal("reset", reset.Name);
        Assert.Equal(reset.Id, reset.Data.GetProperty("cursor").GetString());
        Assert.Equal(kept, reset.Id);
        await amy.Create("/v1/notes/found", "1");
        Assert.Equal("/v1/notes/found", (await back.NextChangeAsync()).Path);
        (await amy.Get($"/v1/changes?since={lost}")).Is(HttpStatusCode.Gone);
        var page = (await amy.Get($"/v1/changes?since={kept}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("/v1/notes/found", PathOf(page.GetProperty("items")[0]));
    }

    private static async Task<string> NowAsync(Caller caller) => (await caller.Get("/v1/changes?since=now")).Is(HttpStatusCode.OK).Json.GetProperty("next").GetString()!;

    private static async Task<List<string>> TakeAsync(EventListener listener, int count)
    {
        var taken = new List<string>();
        while (taken.Count < count)
        {
            taken.Add((await listener.NextChangeAsync()).Path);
        }

        return taken;
    }

    private static string PathOf(JsonElement change) => $"/v1/{change.GetProperty("collection").GetString()}/{change.GetProperty("id").GetString()}";
}
