using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Live;

/// <summary>Presence (docs/protocol.md, section 10).</summary>
public sealed class PresenceTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Every_present_session_is_listed_with_its_state()
    {
        var amy = await app.SignInAsync("Amy");
        var (one, other, bob) = (amy.Tab(), amy.Tab(), (await app.SignInAsync("Bob")).Tab());
        var note = SyncApp.NewDocument();
        await ShowAsync(one, note, """{"state":"viewing"}""");
        await ShowAsync(other, note, """{"state":"idle"}""");
        await ShowAsync(bob, note, """{"state":"editing","field":"/title"}""");

        var present = await PresentAsync(amy, note);
        Assert.Equal(["Amy viewing ", "Amy idle ", "Bob editing /title"], present.ConvertAll(Describe));
        Assert.Equal(3, present.Select(p => p.GetProperty("session").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.All(present, p => Assert.StartsWith("s_", p.GetProperty("session").GetString(), StringComparison.Ordinal));
        Assert.Equal(present[0].GetProperty("person").GetProperty("id").GetString(), present[1].GetProperty("person").GetProperty("id").GetString());

        (await other.Delete(note + "/presence")).Is(HttpStatusCode.NoContent);
        await ShowAsync(one, note, """{"state":"editing","field":""}""");
        Assert.Equal(["Amy editing ", "Bob editing /title"], (await PresentAsync(amy, note)).ConvertAll(Describe));
    }

    [Fact]
    public async Task A_save_sets_the_state_editing_in_info()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        await ShowAsync(amy, note, """{"state":"viewing","field":"/a"}""");
        await amy.Create(note, "1");
        await (await app.SignInAsync("Nobody's session")).Put(note, "2").On(await amy.Get(note));

        Assert.Equal(["Amy editing /a"], (await PresentAsync(amy, note)).ConvertAll(Describe));
        var info = (await amy.Get(note + "/info")).Json.GetProperty("presence");
        Assert.Equal(["Amy editing /a"], info.EnumerateArray().Select(Describe));
    }

    [Fact]
    public async Task Changes_of_presence_are_published_and_repeats_are_not()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument("present");
        await using var listener = await EventListener.OpenAsync(amy, "?collection=present");
        foreach (var state in (string[])["viewing", "viewing", "editing", "idle"])
        {
            await ShowAsync(amy, note, $$"""{"state":"{{state}}"}""");
        }

        await amy.Delete(note + "/presence");
        await amy.Delete(note + "/presence");
        await amy.Create(note, "1");

        var events = new List<ServerEvent>();
        while (events.Count < 6)
        {
            events.Add((await listener.NextAsync())!);
        }

        Assert.Equal(["Amy viewing ", "Amy editing ", "Amy idle ", "Amy gone "], events.Where(e => e.Name == "presence").Take(4).Select(e => Describe(e.Data)));
        Assert.All(events, e => Assert.Equal(note, e.Path));
        // The save and the state editing. Saved and presence events are not ordered relative to each other.
        Assert.Equal("Amy editing ", Describe(events.Last(e => e.Name == "presence").Data));
        Assert.Single(events, e => e.Name == "saved");
    }

    [Theory]
    [InlineData("""{"state":"gone"}""")]
    [InlineData("""{"state":"Editing"}""")]
    [InlineData("""{"state":"1"}""")]
    [InlineData("""{"state":null}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"state":"editing","field":"title"}""")]
    [InlineData("""{"state":"editing","field":7}""")]
    public async Task The_body_is_validated(string body) =>
        (await (await app.SignInAsync()).Tab().Put(SyncApp.NewDocument() + "/presence", body)).Refused("invalid-body");

    [Fact]
    public async Task Presence_requires_a_session_and_valid_names()
    {
        var amy = await app.SignInAsync();
        (await amy.Put(SyncApp.NewDocument() + "/presence", """{"state":"idle"}""")).Refused("invalid-header");
        (await amy.Delete(SyncApp.NewDocument() + "/presence")).Refused("invalid-header");
        (await amy.Tab().Put("/v1/No/a/presence", """{"state":"idle"}""")).Refused("invalid-name");
        (await amy.Get("/v1/notes/-/presence")).Refused("invalid-name");
        (await app.Anyone().Get("/v1/notes/a/presence")).Refused("not-signed-in");
        Assert.Empty(await PresentAsync(amy, SyncApp.NewDocument()));
        var longest = "/" + new string('x', 256);
        (await amy.Tab().Put(SyncApp.NewDocument() + "/presence", $$"""{"state":"idle","field":"{{longest}}"}""")).Refused("invalid-body");
    }

    private static async Task ShowAsync(Caller caller, string note, string body) => (await caller.Put(note + "/presence", body)).Is(HttpStatusCode.NoContent);

    private static async Task<List<JsonElement>> PresentAsync(Caller caller, string note) =>
        [.. (await caller.Get(note + "/presence")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    private static string Describe(JsonElement present) =>
        $"{present.GetProperty("person").GetProperty("name")} {present.GetProperty("state")} {present.GetProperty("field")}";
}
