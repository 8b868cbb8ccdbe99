using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>RFC 7396 over the wire; the cases of its appendix are with the merge itself.</summary>
public sealed class PatchTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"n":12345678901234567890.10,"s":"\u00e4"}""", """{"a":1e400}""", """{"n":12345678901234567890.10,"s":"ä","a":1e400}""")]
    public async Task It_merges(string document, string patch, string result)
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
    public async Task The_type_of_the_document_stays()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Send("PUT", note).Body("{}", "application/vnd.api+json").IfNew();
        (await amy.Patch(note, """{"a":1}""").On(first)).Saved("verified", 2);
        Assert.Equal("application/vnd.api+json", (await amy.Get(note))["Content-Type"]);
    }
}
