using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Authentication (docs/protocol.md, section 4.1).</summary>
public sealed class Step1SignInTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("PUT", "/v1/notes/a")]
    [InlineData("PATCH", "/v1/notes/a")]
    [InlineData("DELETE", "/v1/notes/a")]
    [InlineData("GET", "/v1/notes/a")]
    [InlineData("GET", "/v1/notes/a/info")]
    [InlineData("GET", "/v1/notes/a/revisions")]
    [InlineData("GET", "/v1/notes/a/revisions/1")]
    [InlineData("GET", "/v1/notes")]
    [InlineData("POST", "/v1/notes")]
    public async Task A_request_without_a_token_is_401(string method, string path)
    {
        var answer = await app.Anyone().Send(method, path).Json("{}").IfNew();

        answer.Refused("not-signed-in");
        Assert.Contains("Bearer", answer["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/v1/NOTES/a")]
    [InlineData("PUT", "/v1/notes/~a")]
    [InlineData("PATCH", "/v1/notes/a")]
    public async Task Authentication_precedes_all_other_checks(string method, string path) =>
        (await app.Anyone().Send(method, path).Body("{", "nonsense").Header("Save-Sequence", "x")).Refused("not-signed-in");

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbXkifQ.")]
    [InlineData("Basic YW15OnNlY3JldA==")]
    public async Task A_token_of_another_server_is_401(string authorization) =>
        (await app.Anyone().Get("/v1/notes/a").Header("Authorization", authorization)).Refused("not-signed-in");

    [Fact]
    public async Task A_modified_token_is_401()
    {
        var amy = await app.SignInAsync();
        for (var at = 0; at < amy.Token!.Length; at += 17)
        {
            var changed = amy.Token[..at] + (amy.Token[at] is 'A' ? 'B' : 'A') + amy.Token[(at + 1)..];
            (await (amy with { Token = changed }).Get("/v1/notes/a")).Refused("not-signed-in");
        }
    }

    [Fact]
    public async Task A_refused_save_stores_nothing()
    {
        var note = SyncApp.NewDocument();
        (await app.Anyone().Create(note, "{}")).Is(HttpStatusCode.Unauthorized);
        (await (await app.SignInAsync()).Get(note)).Refused("not-found");
    }
}
