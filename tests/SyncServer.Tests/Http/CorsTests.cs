using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Requests from other origins: <c>Cors:Origins</c>.</summary>
public sealed class CorsTests
{
    private const string Ours = "https://editor.example";
    private const string Second = "https://second.example";

    [Fact]
    public async Task An_allowed_origin_can_send_requests_and_read_every_header_of_the_protocol()
    {
        await using var app = Server();
        var asked = (await app.Anyone().Send("OPTIONS", "/v1/notes/a").Header("Origin", Ours)
            .Header("Access-Control-Request-Method", "PUT").Header("Access-Control-Request-Headers", "authorization,if-match,session-id,save-sequence,on-conflict")).Is(HttpStatusCode.NoContent);
        Assert.Equal(Ours, asked["Access-Control-Allow-Origin"]);
        Assert.Contains("PUT", asked["Access-Control-Allow-Methods"]);
        Assert.Contains("session-id", asked["Access-Control-Allow-Headers"]);
        Assert.Null(asked["Access-Control-Allow-Credentials"]);

        var amy = await app.SignInAsync();
        var saved = (await amy.Create(SyncApp.NewDocument(), "1").Header("Origin", Ours)).Saved("created", 1);
        var exposed = saved["Access-Control-Expose-Headers"]!.Split(',', StringSplitOptions.TrimEntries);
        foreach (var header in (string[])["ETag", "Sync-ETag", "Version", "Save-Outcome", "Location", "Retry-After"])
        {
            Assert.Contains(header, exposed);
        }

        (await app.Anyone().Get("/v1/notes").Header("Origin", Ours)).Is(HttpStatusCode.Unauthorized);
        Assert.Equal(Ours, (await app.Anyone().Get("/v1/notes").Header("Origin", Ours))["Access-Control-Allow-Origin"]);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://editor.example.evil.example")]
    [InlineData("http://editor.example")]
    [InlineData("null")]
    public async Task Other_origins_are_not_allowed(string origin)
    {
        await using var app = Server();
        Assert.Null((await (await app.SignInAsync()).Get("/v1/notes").Header("Origin", origin))["Access-Control-Allow-Origin"]);
        Assert.Null((await app.Anyone().Send("OPTIONS", "/v1/notes/a").Header("Origin", origin).Header("Access-Control-Request-Method", "PUT"))["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task A_cached_response_has_the_CORS_headers_of_the_requesting_origin()
    {
        await using var app = Server();
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        foreach (var (origin, allowed) in ((string, string?)[])[(Ours, Ours), (Second, Second), ("https://evil.example", null), (Ours, Ours)])
        {
            var read = (await amy.Get(note).Header("Origin", origin)).Is(HttpStatusCode.OK);
            Assert.Equal(allowed, read["Access-Control-Allow-Origin"]);
        }

        Assert.Null((await amy.Get(note))["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public async Task Without_the_setting_no_origin_is_allowed()
    {
        await using var app = new SyncApp();
        Assert.Null((await (await app.SignInAsync()).Get("/v1/notes").Header("Origin", Ours))["Access-Control-Allow-Origin"]);
    }

    private static SyncApp Server() => new() { Settings = { ["Cors:Origins:0"] = Ours, ["Cors:Origins:1"] = Second } };
}
