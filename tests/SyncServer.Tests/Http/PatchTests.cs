using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>JSON merge patch over HTTP. The cases of the appendix of RFC 7396 are in the tests of the core.</summary>
public sealed class PatchTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"n":12345678901234567890.10,"s":"\u00e4"}""", """{"a":1e400}""", """{"n":12345678901234567890.10,"s":"ä","a":1e400}""")]
    public async Task A_PATCH_is_a_merge_patch(string document, string patch, string result)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, document);

        (await amy.Patch(note, patch).On(first)).Saved("verified", 2);

        var read = await amy.Get(note);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(result), read.Json), read.Text);
        Assert.Equal("application/json", read["Content-Type"]);
    }

    [Fact]
    public async Task A_PATCH_keeps_the_content_type()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Send("PUT", note).Body("{}", "application/vnd.api+json").IfNew();
        (await amy.Patch(note, """{"a":1}""").On(first)).Saved("verified", 2);
        Assert.Equal("application/vnd.api+json", (await amy.Get(note))["Content-Type"]);
    }
}
