using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Identity;

/// <summary>Guests and their tokens (docs/protocol.md, section 11).</summary>
public sealed class GuestTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_guest_gets_a_pair_of_tokens()
    {
        var tokens = (await app.Anyone().Post("/v1/auth/guest").Json("""{"name":"Amy"}""")).Is(HttpStatusCode.OK).Json;

        Assert.Equal("Bearer", tokens.GetProperty("tokenType").GetString());
        Assert.Equal(900, tokens.GetProperty("expiresIn").GetInt32());
        Assert.NotEqual(tokens.GetProperty("accessToken").GetString(), tokens.GetProperty("refreshToken").GetString());
    }

    [Theory]
    [InlineData("Amy Peters")]
    [InlineData("Zoë 李 🙂")]
    [InlineData("<b>Robert'); --</b>")]
    public async Task Saves_show_the_name(string name)
    {
        var guest = await app.SignInAsync(name);
        var note = SyncApp.NewDocument();
        await guest.Create(note, "1");
        Assert.Equal(name, (await guest.Get(note + "/info")).Json.GetProperty("createdBy").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Two_guests_with_one_name_are_two_users()
    {
        var one = await app.SignInAsync("Amy");
        var two = await app.SignInAsync("Amy");
        Assert.NotEqual(await IdAsync(one), await IdAsync(two));
        Assert.Equal(await IdAsync(one), await IdAsync(one));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"   "}""")]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"name":"open""")]
    public async Task A_guest_must_have_a_name(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Anyone().Post("/v1/auth/guest").Json(body)).HasNoInternals().Status);

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public async Task A_name_that_is_too_long_is_refused(int length) =>
        Assert.InRange(
            (int)(await app.Anyone().Post("/v1/auth/guest").Json($$"""{"name":"{{new string('x', length)}}"}""")).HasNoInternals().Status, 400, 413);

    [Fact]
    public async Task Guest_sign_in_can_be_disabled()
    {
        await using var closed = new SyncApp { Settings = { ["Auth:Guests"] = "false" } };
        var answer = await closed.Anyone().Post("/v1/auth/guest").Json("""{"name":"Amy"}""");
        Assert.InRange((int)answer.HasNoInternals().Status, 400, 499);
    }

    [Fact]
    public async Task An_access_token_expires_after_15_minutes_and_can_be_refreshed()
    {
        await using var own = new SyncApp();
        var tokens = await TokensAsync(own, "/v1/auth/guest", """{"name":"Amy"}""");
        var amy = own.Anyone() with { Token = tokens.Access };
        var id = await IdAsync(amy);
        own.Clock.Advance(TimeSpan.FromMinutes(14));
        (await amy.Get("/v1/notes")).Is(HttpStatusCode.OK);
        own.Clock.Advance(TimeSpan.FromMinutes(2));
        (await amy.Get("/v1/notes")).Refused("not-signed-in");

        var again = await TokensAsync(own, "/v1/auth/refresh", JsonSerializer.Serialize(new { refreshToken = tokens.Refresh }));

        Assert.Equal(id, await IdAsync(amy with { Token = again.Access }));
    }

    [Fact]
    public async Task A_refresh_token_expires_after_14_days()
    {
        await using var own = new SyncApp();
        var tokens = await TokensAsync(own, "/v1/auth/guest", """{"name":"Amy"}""");
        var body = JsonSerializer.Serialize(new { refreshToken = tokens.Refresh });
        own.Clock.Advance(TimeSpan.FromDays(13));
        await TokensAsync(own, "/v1/auth/refresh", body);
        own.Clock.Advance(TimeSpan.FromDays(1.1));
        (await own.Anyone().Post("/v1/auth/refresh").Json(body)).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Access_and_refresh_tokens_are_not_interchangeable()
    {
        var tokens = await TokensAsync(app, "/v1/auth/guest", """{"name":"Amy"}""");
        (await (app.Anyone() with { Token = tokens.Refresh }).Get("/v1/notes")).Refused("not-signed-in");
        var body = JsonSerializer.Serialize(new { refreshToken = tokens.Access });
        (await app.Anyone().Post("/v1/auth/refresh").Json(body)).Is(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"refreshToken":null}""")]
    [InlineData("""{"refreshToken":"nonsense"}""")]
    [InlineData("nonsense")]
    public async Task A_refresh_without_a_valid_token_is_refused(string body) =>
        Assert.InRange((int)(await app.Anyone().Post("/v1/auth/refresh").Json(body)).HasNoInternals().Status, 400, 401);

    [Fact]
    public async Task Tokens_survive_a_restart_and_are_not_valid_on_another_server()
    {
        using var data = new TempDirectory();
        Caller amy;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            amy = await before.SignInAsync();
            (await amy.Get("/v1/notes")).Is(HttpStatusCode.OK);
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        (await (amy with { Http = after.Connect() }).Get("/v1/notes")).Is(HttpStatusCode.OK);
        (await (amy with { Http = app.Connect() }).Get("/v1/notes")).Refused("not-signed-in");
    }

    private static async Task<string?> IdAsync(Caller caller)
    {
        var note = SyncApp.NewDocument();
        await caller.Create(note, "1");
        return (await caller.Get(note + "/info")).Json.GetProperty("createdBy").GetProperty("id").GetString();
    }

    private static async Task<(string Access, string Refresh)> TokensAsync(SyncApp app, string path, string body)
    {
        var tokens = (await app.Anyone().Post(path).Json(body)).Is(HttpStatusCode.OK).Json;
        return (tokens.GetProperty("accessToken").GetString()!, tokens.GetProperty("refreshToken").GetString()!);
    }
}
