using System.IO.Compression;
using System.Net;
using System.Text;

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
        await CheckAsync(nginx.Http, etag => "W/" + etag);
    }

    [Fact]
    public async Task Trap09_Apache()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        await using var apache = await Apache.StartAsync(server.Url);
        await CheckAsync(apache.Http, etag => etag[..^1] + "-gzip\"");
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

    private static async Task CheckAsync(HttpClient proxy, Func<string, string> altered)
    {
        var amy = (await Caller.SignInAsync(proxy, "Amy")).Tab();
        var note = SyncApp.NewDocument();
        var text = $"\"{new string('a', 3000)}\"";
        var first = (await amy.Create(note, text).Sequence(1)).Saved("created", 1);
        Call Packed(Call call) => call.Header("Accept-Encoding", "gzip");

        // no-transform is for proxies that respect it; neither of the two does.
        var read = (await Packed(amy.Get(note))).Is(HttpStatusCode.OK);
        Assert.Equal("gzip", read["Content-Encoding"]);
        Assert.Contains("no-transform", read["Cache-Control"]);
        Assert.Equal(text, Encoding.UTF8.GetString(await UnpackAsync(read)));
        Assert.Equal(altered(first.ETag!), read.ETag);
        Assert.Equal(first.ETag, read["Sync-ETag"]);
        Assert.Equal(text, (await amy.Get(note)).Text);
        Assert.Equal(first.ETag, (await Packed(amy.Send("HEAD", note))).Is(HttpStatusCode.OK)["Sync-ETag"]);

        var known = (await Packed(amy.Get(note)).Header("If-None-Match", read.ETag!)).Is(HttpStatusCode.NotModified);
        Assert.Equal(first.ETag, known["Sync-ETag"]);

        var second = (await Packed(amy.Put(note, text + " ").On(read).Sequence(2).Representation())).Is(HttpStatusCode.OK);
        Assert.Equal(("verified", 2L, altered(second["Sync-ETag"]!)), (second.Outcome, second.Version, second.ETag));
        Assert.Equal(text + " ", Encoding.UTF8.GetString(await UnpackAsync(second)));
        var third = (await amy.Put(note, "3").On(second).Sequence(3)).Saved("verified", 3);
        (await amy.Put(note, "4").On(second).Sequence(4)).Saved("session", 4);
        (await amy.Tab().Put(note, "5").On(second)).Refused("edit-conflict");
        (await amy.Tab().Put(note, "5").On(third)).Refused("edit-conflict");

        // No byte of the request or the response is changed.
        var bytes = new byte[20_000];
        Random.Shared.NextBytes(bytes);
        var blob = SyncApp.NewDocument();
        (await amy.Send("PUT", blob).Body(bytes, "application/octet-stream").IfNew()).Saved("created", 1);
        Assert.Equal(bytes, await UnpackAsync(await Packed(amy.Get(blob))));
    }

    private static async Task<byte[]> UnpackAsync(Answer answer)
    {
        if (answer["Content-Encoding"] is null)
        {
            return answer.Bytes;
        }

        await using var gzip = new GZipStream(new MemoryStream(answer.Bytes), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        await gzip.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
