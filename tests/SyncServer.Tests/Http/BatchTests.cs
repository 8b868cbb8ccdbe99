using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>Many saves in one request (docs/protocol.md, section 8).</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private readonly SyncApp _app = new();
    private Caller _amy = null!;

    public async Task InitializeAsync() => _amy = (await _app.SignInAsync()).Tab();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Each_save_is_decided_as_a_single_request_and_fails_on_its_own()
    {
        var (one, two) = (Id(), Id());
        var first = await _amy.Create($"/v1/notes/{one}", "1").Sequence(1);
        var results = await Batch(_amy,
            $$"""{"collection":"notes","id":"{{one}}","method":"PUT","ifMatch":{{Quoted(first)}},"sequence":2,"json":{"a":1} }""",
            $$"""{"collection":"notes","id":"{{one}}","method":"PATCH","ifMatch":{{Quoted(first)}},"sequence":3,"json":{"b":2} }""",
            $$"""{"collection":"notes","id":"{{two}}","method":"PUT","ifNoneMatch":"*","sequence":1,"text":"hello"}""",
            $$"""{"collection":"notes","id":"{{Id()}}","method":"PUT","ifNoneMatch":"*","contentType":"image/png","base64":"AQID"}""",
            $$"""{"collection":"notes","id":"{{two}}","method":"PUT","json":1}""",
            $$"""{"collection":"notes","id":"no/name","method":"DELETE","ifMatch":"*"}""",
            $$"""{"collection":"notes","id":"{{Id()}}","method":"DELETE","ifMatch":{{Quoted(first)}}}""",
            $$"""{"collection":"notes","id":"{{one}}","method":"PUT","ifMatch":"*","json":1}""",
            $$"""{"collection":"notes","id":"{{one}}","method":"POST","ifMatch":"*","json":1}""",
            """17""");
        // The PATCH is based on the first version, so its client does not have the result on the second.
        Assert.Equal([204, 200, 201, 201, 428, 400, 404, 403, 400, 400], results.Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal(["verified", "session", "created", "created"], results.Take(4).Select(r => r.GetProperty("outcome").GetString()));
        Assert.Equal("/problems/precondition-required", results[4].GetProperty("problem").GetProperty("type").GetString());
        Assert.Equal($"/v1/notes/{two}", results[4].GetProperty("problem").GetProperty("instance").GetString());
        Assert.Equal("""{"a":1,"b":2}""", (await _amy.Get($"/v1/notes/{one}")).Text);
        var text = await _amy.Get($"/v1/notes/{two}");
        Assert.Equal(("hello", "text/plain; charset=utf-8"), (text.Text, text["Content-Type"]));
        Assert.Equal(text.ETag, results[2].GetProperty("etag").GetString());
    }

    [Fact]
    public async Task A_retried_batch_is_replayed_and_so_is_a_single_request()
    {
        var id = Id();
        string[] saves =
        [
            $$"""{"collection":"notes","id":"{{id}}","method":"PUT","ifNoneMatch":"*","sequence":1,"json":{"a":1} }""",
            $$"""{"collection":"notes","id":"{{id}}","method":"PUT","ifNoneMatch":"*","sequence":2,"json":{"a":2} }""",
        ];
        Assert.Equal(["created", "session"], (await Batch(_amy, saves)).Select(r => r.GetProperty("outcome").GetString()));
        Assert.Equal(["replayed", "replayed"], (await Batch(_amy, saves)).Select(r => r.GetProperty("outcome").GetString()));
        (await _amy.Create($"/v1/notes/{id}", """{"a":2}""").Sequence(2)).Saved("replayed", 2);
    }

    [Fact]
    public async Task A_merged_save_has_the_merged_content()
    {
        var id = Id();
        var first = await _amy.Create($"/v1/notes/{id}", """{"a":1,"b":1}""").Sequence(1);
        await (await _app.SignInAsync("Ben")).Put($"/v1/notes/{id}", """{"a":1,"b":2}""").On(first);
        var merged = Assert.Single(await Batch(_amy, $$"""{"collection":"notes","id":"{{id}}","method":"PUT","ifMatch":{{Quoted(first)}},"sequence":2,"onConflict":"merge","json":{"a":2,"b":1} }"""));
        Assert.Equal("merged", merged.GetProperty("outcome").GetString());
        Assert.Equal("""{"a":2,"b":2}""", merged.GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task A_conflict_has_all_members()
    {
        var id = Id();
        var first = await _amy.Create($"/v1/notes/{id}", "1");
        await (await _app.SignInAsync("Ben")).Put($"/v1/notes/{id}", "2").On(first);
        var refused = Assert.Single(await Batch(_amy, $$"""{"collection":"notes","id":"{{id}}","method":"PUT","ifMatch":{{Quoted(first)}},"json":3}"""));
        var problem = refused.GetProperty("problem");
        Assert.Equal((412, "/problems/edit-conflict", "2"), (refused.GetProperty("status").GetInt32(), problem.GetProperty("type").GetString(),
            problem.GetProperty("current").GetProperty("content").GetRawText()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"saves":{}}""")]
    [InlineData("""{"saves":[]}""")]
    [InlineData("""{"saves":[1}""")]
    public async Task A_malformed_batch_is_refused(string body) => (await _amy.Post("/v1/batch").Json(body)).Refused("invalid-body");

    [Fact]
    public async Task A_batch_has_at_most_100_saves()
    {
        string[] Saves(int count) => [.. Enumerable.Range(0, count).Select(_ => $$"""{"collection":"notes","id":"{{Id()}}","method":"PUT","ifNoneMatch":"*","json":1}""")];
        Assert.All(await Batch(_amy, Saves(100)), r => Assert.Equal(201, r.GetProperty("status").GetInt32()));
        (await _amy.Post("/v1/batch").Json($$"""{"saves":[{{string.Join(',', Saves(101))}}]}""")).Refused("invalid-body");
    }

    [Theory]
    [InlineData(""" "json":1,"text":"1" """, "PUT")]
    [InlineData(""" "base64":"?" """, "PUT")]
    [InlineData(""" "text":"\ud800" """, "PUT")]
    [InlineData(""" "text":1 """, "PUT")]
    [InlineData(""" "json":1 """, "DELETE")]
    [InlineData(""" "json":1,"sequence":"one" """, "PUT")]
    [InlineData(""" "json":1,"sequence":1.5 """, "PUT")]
    [InlineData(""" "json":1,"onConflict":"guess" """, "PUT")]
    [InlineData(""" "text":"{","contentType":"application/json" """, "PUT")]
    [InlineData(""" "json":1,"contentType":"\r\nX: y" """, "PUT")]
    public async Task A_malformed_item_does_not_fail_the_others(string members, string method)
    {
        var id = Id();
        var results = await Batch(_amy,
            $$"""{"collection":"notes","id":"{{id}}","method":"{{method}}","ifNoneMatch":"*",{{members}}}""",
            $$"""{"collection":"notes","id":"{{id}}","method":"PUT","ifNoneMatch":"*","json":2}""");
        Assert.InRange(results[0].GetProperty("status").GetInt32(), 400, 415);
        Assert.Equal(201, results[1].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task A_batch_without_a_token_is_401() =>
        (await _app.Anyone().Post("/v1/batch").Json("""{"saves":[]}""")).Refused("not-signed-in");

    private static string Id() => $"doc-{Guid.NewGuid():n}";

    private static string Quoted(Answer answer) => JsonSerializer.Serialize(answer.ETag);

    private static async Task<List<JsonElement>> Batch(Caller caller, params string[] saves) =>
        [.. (await caller.Post("/v1/batch").Json($$"""{"saves":[{{string.Join(',', saves)}}]}""")).Is(HttpStatusCode.OK).Json.GetProperty("results").EnumerateArray()];
}
