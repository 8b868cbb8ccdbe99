using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>The metadata of documents (docs/protocol.md, section 6).</summary>
public sealed class InfoTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Info_has_who_and_when()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "\"ä\"");
        var created = Now();
        app.Clock.Advance(TimeSpan.FromMilliseconds(61_007));
        var before = (await bob.Get(note + "/info")).Is(HttpStatusCode.OK).Json;
        var second = await bob.Send("PUT", note).Body("äö", "text/plain").On(first);

        var info = (await amy.Get(note + "/info")).Is(HttpStatusCode.OK).Json;

        Assert.Matches("^s_", before.GetProperty("session").GetString());
        Assert.Equal(4, before.GetProperty("size").GetInt64());
        Assert.EndsWith(info.GetProperty("id").GetString()!, note, StringComparison.Ordinal);
        Assert.Equal(2, info.GetProperty("version").GetInt64());
        Assert.Equal(second.ETag, info.GetProperty("etag").GetString());
        Assert.Equal("text/plain", info.GetProperty("contentType").GetString());
        Assert.Equal(4, info.GetProperty("size").GetInt64());
        Assert.Equal(created, info.GetProperty("createdAt").GetString());
        Assert.Equal("Amy", info.GetProperty("createdBy").GetProperty("name").GetString());
        Assert.Equal(Now(), info.GetProperty("updatedAt").GetString());
        Assert.Equal("Bob", info.GetProperty("updatedBy").GetProperty("name").GetString());
        Assert.True(!info.TryGetProperty("session", out var session) || session.ValueKind is JsonValueKind.Null);
    }

    [Fact]
    public async Task A_list_is_ordered_by_id_and_paged()
    {
        var amy = await app.SignInAsync();
        var ids = new[] { "b", "a", "B", "a.b", "a-b", "a0", "Z", "0", "a~", "aa" };
        foreach (var id in ids)
        {
            await amy.Create($"/v1/paged/{id}", $"\"{id}\"");
        }

        await amy.Create("/v1/pagee/other", "1");
        Array.Sort(ids, StringComparer.Ordinal);

        var listed = new List<string>();
        var next = "";
        do
        {
            var page = (await amy.Get("/v1/paged?limit=3" + next)).Is(HttpStatusCode.OK).Json;
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 1, 3);
            listed.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            var mark = page.GetProperty("next");
            next = mark.ValueKind is JsonValueKind.Null ? null : "&after=" + Uri.EscapeDataString(mark.GetString()!);
        }
        while (next is not null);

        Assert.Equal(ids, listed);
        var first = (await amy.Get("/v1/paged?after=a-b&limit=1")).Json.GetProperty("items")[0];
        Assert.True(JsonElement.DeepEquals((await amy.Get("/v1/paged/a.b/info")).Json, first), first.ToString());
    }

    [Fact]
    public async Task An_empty_list_is_a_list()
    {
        var page = (await (await app.SignInAsync()).Get("/v1/nothing-here")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(0, page.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task The_limit_of_a_list_is_100_by_default_and_at_most_1000()
    {
        var amy = await app.SignInAsync();
        await Task.WhenAll(Enumerable.Range(0, 101).Select(i => amy.Create($"/v1/hundred/{i:d4}", "1").SendAsync()));
        var page = (await amy.Get("/v1/hundred")).Json;
        Assert.Equal(100, page.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.String, page.GetProperty("next").ValueKind);
        Assert.Equal(101, (await amy.Get("/v1/hundred?limit=1000")).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=1001")]
    [InlineData("limit=ten")]
    [InlineData("limit=1.5")]
    [InlineData("limit=99999999999999999999")]
    public async Task A_malformed_limit_is_400(string query)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        (await amy.Get("/v1/notes?" + query)).Refused("invalid-query");
        (await amy.Get($"{note}/revisions?{query}")).Refused("invalid-query");
    }

    private string Now() => app.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
