using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Responses from the output cache. Only <c>Age</c> distinguishes them.</summary>
public sealed class CachedReadingTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task The_second_read_of_a_version_is_cached_and_identical()
    {
        var (amy, note) = await NewNoteAsync();
        var first = (await amy.Get(note)).Is(HttpStatusCode.OK);

        var second = (await (await app.SignInAsync("Bob")).Get(note)).Is(HttpStatusCode.OK);

        Assert.Null(first["Age"]);
        Assert.NotNull(second["Age"]);
        Assert.Equal(first.Bytes, second.Bytes);
        foreach (var name in (string[])["ETag", "Sync-ETag", "Version", "Last-Modified", "Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options"])
        {
            Assert.Equal(first[name], second[name]);
        }
    }

    [Fact]
    public async Task A_cached_response_is_not_sent_without_a_token()
    {
        var (amy, note) = await NewNoteAsync();
        await amy.Get(note);
        await amy.Get(note);
        (await app.Anyone().Get(note)).Is(HttpStatusCode.Unauthorized);
        (await (app.Anyone() with { Token = amy.Token + "x" }).Get(note)).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Saves_and_deletes_are_visible_at_once()
    {
        var (amy, note) = await NewNoteAsync();
        var tab = amy.Tab();
        var etag = (await amy.Get(note)).ETag!;
        for (var i = 0; i < 20; i++)
        {
            etag = (await tab.Put(note, $"{i}").IfMatch(etag)).Is(HttpStatusCode.NoContent).ETag!;
            Assert.Equal(($"{i}", etag), ((await amy.Get(note)).Text, (await amy.Get(note)).ETag));
        }

        await tab.Delete(note).IfMatch(etag);
        (await amy.Get(note)).Is(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task If_Modified_Since_is_ignored()
    {
        var (amy, note) = await NewNoteAsync();
        var read = await amy.Get(note);
        (await amy.Get(note).Header("If-Modified-Since", read["Last-Modified"]!)).Is(HttpStatusCode.OK);
        (await amy.Get(note).Header("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task HEAD_GET_and_other_paths_have_separate_entries()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note + "a", """{"is":"small"}""");
        await amy.Create(note + "A", """{"is":"LARGE"}""");
        for (var i = 0; i < 2; i++)
        {
            Assert.Empty((await amy.Send("HEAD", note + "a")).Is(HttpStatusCode.OK).Bytes);
            Assert.Equal("""{"is":"small"}""", (await amy.Get(note + "a")).Text);
            Assert.Equal("""{"is":"LARGE"}""", (await amy.Get(note + "A")).Text);
        }
    }

    private async Task<(Caller Amy, string Note)> NewNoteAsync()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, """{"a":1}""");
        return (amy, note);
    }
}
