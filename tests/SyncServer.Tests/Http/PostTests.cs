using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Documents whose id the server generates (docs/protocol.md, section 6).</summary>
public sealed class PostTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_POST_creates_a_document_with_a_UUIDv7()
    {
        var amy = await app.SignInAsync();

        var answer = await amy.Post("/v1/notes").Json("""{"a":1}""");

        answer.Is(HttpStatusCode.Created).Saved("created", 1);
        var path = new Uri(new Uri("http://any"), answer["Location"]!).AbsolutePath;
        Assert.StartsWith("/v1/notes/", path, StringComparison.Ordinal);
        Assert.Equal(7, Guid.Parse(path["/v1/notes/".Length..]).Version);
        var read = await amy.Get(path);
        Assert.Equal("""{"a":1}""", read.Text);
        Assert.Equal(answer.ETag, read.ETag);
    }

    [Fact]
    public async Task Each_POST_gets_a_different_id()
    {
        var amy = await app.SignInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => amy.Post("/v1/posted").Json("{}").SendAsync()));
        Assert.Equal(50, answers.Select(answer => answer["Location"]).Distinct().Count());
        Assert.Equal(50, (await amy.Get("/v1/posted")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_session_can_continue_to_save_the_document()
    {
        var tab = (await app.SignInAsync()).Tab();
        var first = await tab.Post("/v1/notes").Json("1").Sequence(1);
        var path = new Uri(new Uri("http://any"), first["Location"]!).AbsolutePath;
        (await tab.Put(path, "2").On(first).Sequence(2)).Saved("verified", 2);
        (await tab.Put(path, "3").On(first).Sequence(3)).Saved("session", 3);
    }
}
