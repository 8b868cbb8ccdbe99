using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Reading one document (docs/protocol.md, section 6).</summary>
public sealed class ReadingTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_read_has_the_headers_of_its_version()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");

        var read = (await (await app.SignInAsync("Bob")).Get(note)).Is(HttpStatusCode.OK);

        Assert.Equal(first.ETag, read.ETag);
        Assert.Equal(first.ETag, read["Sync-ETag"]);
        Assert.Equal(1, read.Version);
        Assert.Equal(first["Last-Modified"], read["Last-Modified"]);
        Assert.Equal("1", read["Content-Length"]);
        AssertDirectives(read, "private", "no-cache", "no-transform");
    }

    [Fact]
    public async Task HEAD_is_GET_without_the_body()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, """{"a":1}""");
        var read = await amy.Get(note);

        var head = (await amy.Send("HEAD", note)).Is(HttpStatusCode.OK);

        Assert.Empty(head.Bytes);
        foreach (var name in (string[])["ETag", "Sync-ETag", "Version", "Last-Modified", "Content-Type", "Content-Length", "Cache-Control"])
        {
            Assert.Equal(read[name], head[name]);
        }

        (await amy.Send("HEAD", SyncApp.NewDocument())).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_version_that_the_client_has_is_304(string method)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        foreach (var tags in (string[])[first.ETag!, "W/" + first.ETag, "\"other\", " + first.ETag, "*"])
        {
            var answer = (await amy.Send(method, note).Header("If-None-Match", tags)).Is(HttpStatusCode.NotModified);
            Assert.Empty(answer.Bytes);
            Assert.Equal(first.ETag, answer.ETag);
            Assert.Equal(first.ETag, answer["Sync-ETag"]);
            AssertDirectives(answer, "private", "no-cache", "no-transform");
        }

        var second = await amy.Put(note, "2").On(first);
        Assert.Equal(second.ETag, (await amy.Send(method, note).Header("If-None-Match", first.ETag!)).Is(HttpStatusCode.OK).ETag);
    }

    [Fact]
    public async Task An_absent_document_is_404()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        foreach (var path in (string[])[note, note + "/info", note + "/revisions", note + "/revisions/1"])
        {
            (await amy.Get(path)).Refused("not-found");
            (await amy.Get(path).IfNew()).Refused("not-found");
        }
    }

    [Fact]
    public async Task A_deleted_document_is_410_with_its_version()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = await amy.Delete(note).On(first);

        var gone = (await amy.Get(note)).Refused("gone");
        Assert.Equal((2L, second.ETag), (gone.Version!.Value, gone["Sync-ETag"]));
        Assert.Equal(2, (await amy.Get(note).Header("If-None-Match", first.ETag!)).Refused("gone").Version);
        Assert.Equal(2, (await amy.Send("HEAD", note)).Is(HttpStatusCode.Gone).Version);
    }

    [Fact]
    public async Task Min_Version_is_never_answered_with_an_older_version()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        await amy.Put(note, "2").On(first);

        Assert.Equal("2", (await amy.Get(note).Header("Min-Version", "1")).Text);
        Assert.Equal("2", (await amy.Get(note).Header("Min-Version", "2")).Text);
        var early = (await amy.Get(note).Header("Min-Version", "3")).Refused("unavailable");
        Assert.True(int.Parse(early["Retry-After"]!) > 0);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999")]
    public async Task A_malformed_min_version_is_400(string version)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        (await amy.Get(note).Header("Min-Version", version)).Refused("invalid-header");
    }

    [Fact]
    public async Task A_session_reads_its_own_writes_and_those_of_others()
    {
        var amy = await app.SignInAsync();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var last = await amy.Create(note, "0");
        for (var i = 1; i < 40; i++)
        {
            last = await amy.Put(note, $"{i}").On(last);
            Assert.Equal($"{i}", (await bob.Get(note).Header("Min-Version", $"{last.Version}")).Text);
        }
    }

    private static void AssertDirectives(Answer answer, params string[] directives) =>
        Assert.Equal(directives.Order(), answer["Cache-Control"]!.Split(',', StringSplitOptions.TrimEntries).Order());
}
