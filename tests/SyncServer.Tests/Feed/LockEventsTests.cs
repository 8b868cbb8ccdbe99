using System.Net;

namespace SyncServer.Tests.Feed;

/// <summary>Protocol 7 and 9: locks on the stream.</summary>
public sealed class LockEventsTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Locks_are_told_as_they_come_and_go()
    {
        var (amy, bob) = ((await app.SignInAsync("Amy")).Tab(), (await app.SignInAsync("Bob")).Tab());
        var note = SyncApp.NewDocument("lockable");
        await using var listener = await EventListener.OpenAsync(bob, "?collection=lockable");
        (await bob.Create(note, "{}")).Saved("created", 1);
        var held = await LockAsync(amy, note, """{"scope":"/title","ttlSeconds":60}""");
        (await amy.Send("PUT", $"{note}/locks/{held}")).Is(HttpStatusCode.OK);
        await LockAsync(bob, note, """{"ttlSeconds":10,"takeover":true}""");
        app.Clock.Advance(TimeSpan.FromSeconds(11));

        var told = new List<ServerEvent>();
        while (told.Count < 4)
        {
            told.Add(await listener.NextAsync("locked", "unlocked"));
        }

        Assert.Equal(["locked /title Amy ", "unlocked /title Amy Bob", "locked  Bob ", "unlocked  Bob "], told.ConvertAll(Describe));
        Assert.Equal(held, told[0].Data.GetProperty("lockId").GetString());
        Assert.All(told, one => Assert.Equal(note, one.Path));
    }

    private static async Task<string> LockAsync(Caller caller, string note, string body) =>
        (await caller.Post(note + "/locks").Json(body)).Is(HttpStatusCode.Created).Json.GetProperty("lockId").GetString()!;

    private static string Describe(ServerEvent told)
    {
        var takenBy = told.Data.GetProperty("takenBy");
        return $"{told.Name} {told.Data.GetProperty("scope")} {told.Data.GetProperty("holder").GetProperty("name")} "
            + (takenBy.ValueKind is System.Text.Json.JsonValueKind.Null ? "" : takenBy.GetProperty("name").GetString());
    }
}
