using System.Net;

namespace SyncServer.Tests.Live;

/// <summary>Lock events on the stream (docs/protocol.md, sections 7 and 9).</summary>
public sealed class LockEventsTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Locks_are_published_as_locked_and_unlocked()
    {
        var (amy, bob) = ((await app.SignInAsync("Amy")).Tab(), (await app.SignInAsync("Bob")).Tab());
        var note = SyncApp.NewDocument("lockable");
        await using var listener = await EventListener.OpenAsync(bob, "?collection=lockable");
        (await bob.Create(note, "{}")).Saved("created", 1);
        var held = await LockAsync(amy, note, """{"scope":"/title","ttlSeconds":60}""");
        (await amy.Send("PUT", $"{note}/locks/{held}")).Is(HttpStatusCode.OK);
        await LockAsync(bob, note, """{"ttlSeconds":10,"takeover":true}""");
        app.Clock.Advance(TimeSpan.FromSeconds(11));

        var received = new List<ServerEvent>();
        while (received.Count < 4)
        {
            received.Add(await listener.NextAsync("locked", "unlocked"));
        }

        Assert.Equal(["locked /title Amy ", "unlocked /title Amy Bob", "locked  Bob ", "unlocked  Bob "], received.ConvertAll(Describe));
        Assert.Equal(held, received[0].Data.GetProperty("lockId").GetString());
        Assert.All(received, one => Assert.Equal(note, one.Path));
    }

    private static async Task<string> LockAsync(Caller caller, string note, string body) =>
        (await caller.Post(note + "/locks").Json(body)).Is(HttpStatusCode.Created).Json.GetProperty("lockId").GetString()!;

    private static string Describe(ServerEvent received)
    {
        var takenBy = received.Data.GetProperty("takenBy");
        return $"{received.Name} {received.Data.GetProperty("scope")} {received.Data.GetProperty("holder").GetProperty("name")} "
            + (takenBy.ValueKind is System.Text.Json.JsonValueKind.Null ? "" : takenBy.GetProperty("name").GetString());
    }
}
