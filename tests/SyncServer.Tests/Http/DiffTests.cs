using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>The differences between two versions (docs/protocol.md, section 6).</summary>
public sealed class DiffTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task JSON_has_the_changed_members()
    {
        var (amy, note) = await SaveAsync("application/json", """{"a":1,"b":{"c":[1]},"d":null}""", """{"a":1,"b":{"c":[1,2]},"e":"x"}""");

        var answer = (await amy.Get(note + "/diff?from=1&to=2")).Is(HttpStatusCode.OK);

        Assert.StartsWith("application/json", answer["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(
            """{"format":"json","changes":[{"path":"/b/c","from":[1],"to":[1,2]},{"path":"/e","to":"x"},{"path":"/d","from":null}]}""", answer.Text);
        Assert.Equal(
            """{"format":"json","changes":[{"path":"/b/c","from":[1,2],"to":[1]},{"path":"/d","to":null},{"path":"/e","from":"x"}]}""",
            (await amy.Get(note + "/diff?from=2&to=1")).Text);
        Assert.Equal("""{"format":"json","changes":[]}""", (await amy.Get(note + "/diff?from=2&to=2")).Text);
    }

    [Fact]
    public async Task Text_has_the_changed_lines()
    {
        var (amy, note) = await SaveAsync("text/plain", "a\nb\n\"ü\"\n", "a\nB\n\"ü\"\nc");
        Assert.Equal(
            """{"format":"text","changes":[{"line":2,"count":1,"from":"b\n","to":"B\n"},{"line":4,"count":0,"from":"","to":"c"}]}""",
            (await amy.Get(note + "/diff?from=1&to=2")).Is(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task Other_types_are_opaque()
    {
        var (amy, note) = await SaveAsync("image/png", "a", "b");
        Assert.Equal("""{"format":"opaque","changes":[]}""", (await amy.Get(note + "/diff?from=1&to=2")).Is(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task A_diff_is_bounded()
    {
        var (amy, note) = await SaveAsync("application/json", """{"a":1,"b":1}""", $$"""{"a":"{{new string('x', 300_000)}}","b":2}""");
        Assert.Equal(
            """{"format":"json","changes":[{"path":"/b","from":1,"to":2}],"changesTruncated":true}""",
            (await amy.Get(note + "/diff?from=1&to=2")).Is(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task A_missing_version_is_404_and_a_tombstone_410()
    {
        var (amy, note) = await SaveAsync("application/json", "1", "2");
        (await amy.Get(note + "/diff?from=1&to=3")).Refused("not-found");
        (await amy.Get(note + "/diff?from=9&to=1")).Refused("not-found");
        (await amy.Get(SyncApp.NewDocument() + "/diff?from=1&to=2")).Refused("not-found");
        await amy.Delete(note).On(await amy.Get(note));
        var gone = (await amy.Get(note + "/diff?from=3&to=1")).Refused("gone");
        Assert.Equal(3, gone.Version);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?from=1")]
    [InlineData("?to=1")]
    [InlineData("?from=0&to=1")]
    [InlineData("?from=1&to=-1")]
    [InlineData("?from=1&to=x")]
    [InlineData("?from=1&to=99999999999999999999")]
    public async Task A_malformed_query_is_400(string query)
    {
        var (amy, note) = await SaveAsync("application/json", "1", "2");
        (await amy.Get($"{note}/diff{query}")).Refused("invalid-query");
    }

    [Fact]
    public async Task A_large_text_without_unique_lines_gets_a_response()
    {
        var (amy, note) = await SaveAsync("text/plain", string.Concat(Enumerable.Repeat("a\nb\n", 1 << 18)), string.Concat(Enumerable.Repeat("b\na\na\n", 1 << 17)));
        var diff = (await amy.Get(note + "/diff?from=1&to=2")).Is(HttpStatusCode.OK);
        Assert.Equal("text", diff.Json.GetProperty("format").GetString());
        Assert.InRange(diff.Bytes.Length, 1, 2_000_000);
    }

    private async Task<(Caller Amy, string Note)> SaveAsync(string type, string first, string second)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var created = await amy.Send("PUT", note).Body(first, type).IfNew();
        (await amy.Send("PUT", note).Body(second, type).On(created)).Saved("verified", 2);
        return (amy, note);
    }
}
