using System.Net;

namespace SyncServer.Tests.Traps;

/// <summary>Trap 9: proxies that compress rewrite strong ETags.</summary>
public sealed class ProxyTrapTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Trap09_Proxies()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        await using var nginx = await Nginx.StartAsync(server.Url);
        var amy = await Caller.SignInAsync(nginx.Http, "Amy");
        var note = SyncApp.NewDocument();
        var first = (await amy.Create(note, """{"text":"so long that it is worth packing"}""")).Saved("created", 1);

        // no-transform is for caches that obey it; nginx does not.
        var read = (await amy.Get(note).Header("Accept-Encoding", "gzip")).Is(HttpStatusCode.OK);
        Assert.Equal("gzip", read["Content-Encoding"]);
        Assert.Equal("W/" + first.ETag, read.ETag);
        Assert.Equal(first.ETag, read["Sync-ETag"]);

        (await amy.Get(note).Header("Accept-Encoding", "gzip").Header("If-None-Match", read.ETag!)).Is(HttpStatusCode.NotModified);
        (await amy.Put(note, "2").On(read)).Saved("verified", 2);
        (await amy.Put(note, "3").On(read)).Refused("edit-conflict");
    }

    [Theory]
    [InlineData("W/{0}")]
    [InlineData("{0}-gzip")]
    [InlineData("{0}-br")]
    [InlineData("W/{0}-gzip")]
    [InlineData("{0};gzip")]
    [InlineData("{0};br;1")]
    public async Task Trap09_What_a_proxy_added_is_ignored(string form)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        string Rewritten(Answer answer) => string.Format(form, answer.ETag![..^1]) + "\"";

        (await amy.Get(note).Header("If-None-Match", Rewritten(first))).Is(HttpStatusCode.NotModified);
        var second = (await amy.Put(note, "2").IfMatch(Rewritten(first))).Saved("verified", 2);
        (await amy.Put(note, "3").IfMatch(Rewritten(first))).Refused("edit-conflict");
        (await amy.Put(note, "3").IfMatch("\"other-gzip\", " + Rewritten(second))).Saved("verified", 3);
    }
}
