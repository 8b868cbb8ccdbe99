using System.Net;
using System.Text;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>The versions of a document (docs/protocol.md, section 6).</summary>
public sealed class RevisionTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task The_list_has_the_outcome_of_each_version()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1").Sequence(4);
        var second = await amy.Put(note, "22").On(first).Sequence(5);
        await amy.Put(note, "333").On(first).Sequence(6);
        app.Clock.Advance(TimeSpan.FromMilliseconds(90_001));
        var third = await bob.Get(note);
        var fourth = await bob.Delete(note).On(third);
        await bob.Put(note, "55555").On(fourth);

        var list = await bob.RevisionsAsync(note);

        Assert.Equal([5, 4, 3, 2, 1], list.Select(one => one.GetProperty("version").GetInt64()));
        Assert.Equal(["created", "deleted", "session", "verified", "created"], list.Select(one => one.GetProperty("outcome").GetString()));
        Assert.Equal([4, 3, 1, 1, 0], list.Select(one => one.GetProperty("base").GetInt64()));
        Assert.Equal(["Bob", "Bob", "Amy", "Amy", "Amy"], list.Select(one => one.GetProperty("savedBy").GetProperty("name").GetString()));
        Assert.Equal([5, 0, 3, 2, 1], list.Select(one => one.GetProperty("size").GetInt64()));
        Assert.Equal(["6", "5", "4"], list.Skip(2).Select(one => one.GetProperty("sequence").ToString()));
        Assert.All(list.Take(2), one => Assert.Equal("", Member(one, "sequence") + Member(one, "session")));
        Assert.Single(list.Skip(2).Select(one => one.GetProperty("session").GetString()).Distinct());
        Assert.Equal(second.ETag, list[3].GetProperty("etag").GetString());
        Assert.Equal(fourth.ETag, list[1].GetProperty("etag").GetString());
        Assert.Equal(app.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), list[0].GetProperty("savedAt").GetString());
    }

    [Fact]
    public async Task A_version_that_the_client_has_is_304()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = await amy.Put(note, "2").On(first);

        var known = (await amy.Get(note + "/revisions/1").Header("If-None-Match", first.ETag!)).Is(HttpStatusCode.NotModified);
        Assert.Equal((first.ETag, ""), (known.ETag, known.Text));
        Assert.Equal("1", (await amy.Get(note + "/revisions/1").Header("If-None-Match", second.ETag!)).Is(HttpStatusCode.OK).Text);
        (await amy.Get(note + "/revisions/1").Header("If-None-Match", "1")).Refused("invalid-header");
    }

    [Fact]
    public async Task The_list_is_paged()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var last = await amy.Create(note, "0");
        for (var i = 1; i < 7; i++)
        {
            last = await amy.Put(note, $"{i}").On(last);
        }

        var page = (await amy.Get(note + "/revisions?limit=3")).Is(HttpStatusCode.OK).Json;
        Assert.Equal([7, 6, 5], Versions(page));
        page = (await amy.Get($"{note}/revisions?limit=3&before={page.GetProperty("next")}")).Json;
        Assert.Equal([4, 3, 2], Versions(page));
        page = (await amy.Get($"{note}/revisions?limit=3&before={page.GetProperty("next")}")).Json;
        Assert.Equal([1], Versions(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
        Assert.Equal([3, 2, 1], Versions((await amy.Get(note + "/revisions?before=4")).Json));
        Assert.Empty(Versions((await amy.Get(note + "/revisions?before=1")).Json));
    }

    [Theory]
    [InlineData("before=x")]
    [InlineData("before=-1")]
    [InlineData("before=1.5")]
    [InlineData("before=99999999999999999999")]
    public async Task A_malformed_before_is_400(string query)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        (await amy.Get($"{note}/revisions?{query}")).Refused("invalid-query");
    }

    [Fact]
    public async Task Every_version_is_kept_byte_for_byte()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var random = new Random(20_251);
        var bodies = new List<byte[]>();
        var etags = new List<string>();
        var text = new StringBuilder(new string('a', 3000));
        Answer? last = null;
        for (var i = 0; i < 150; i++)
        {
            // Small edits at random places, and sometimes different content.
            _ = i % 37 is 36 ? text.Clear().Append('z', random.Next(5000)) : text.Insert(random.Next(text.Length + 1), $"é{i}");
            bodies.Add(Encoding.UTF8.GetBytes(text.ToString()));
            var put = amy.Send("PUT", note).Body(bodies[^1], i % 50 is 49 ? "text/markdown" : "text/plain");
            last = (await (last is null ? put.IfNew() : put.On(last))).Saved(i is 0 ? "created" : "verified", i + 1);
            etags.Add(last.ETag!);
        }

        foreach (var i in Enumerable.Range(0, bodies.Count).OrderBy(_ => random.Next()))
        {
            var read = (await amy.Get($"{note}/revisions/{i + 1}")).Is(HttpStatusCode.OK);
            Assert.Equal(bodies[i], read.Bytes);
            Assert.Equal(i % 50 is 49 ? "text/markdown" : "text/plain", read["Content-Type"]);
            Assert.Equal(etags[i], read.ETag);
            Assert.Equal(["immutable", "private"], read["Cache-Control"]!.Split(',', StringSplitOptions.TrimEntries).Order());
        }
    }

    [Theory]
    [InlineData("2")]
    [InlineData("9223372036854775807")]
    public async Task A_version_that_does_not_exist_is_404(string version)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        (await amy.Get($"{note}/revisions/{version}")).Refused("not-found");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999")]
    public async Task A_malformed_version_is_a_4xx(string version)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        Assert.InRange((int)(await amy.Get($"{note}/revisions/{version}")).HasNoInternals().Status, 400, 404);
    }

    [Fact]
    public async Task A_deleted_document_keeps_its_versions()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        await amy.Delete(note).On(first);

        Assert.Equal(["deleted", "created"], (await amy.RevisionsAsync(note)).Select(one => one.GetProperty("outcome").GetString()));
        Assert.Equal("1", (await amy.Get(note + "/revisions/1")).Is(HttpStatusCode.OK).Text);
        (await amy.Get(note + "/revisions/2")).Refused("gone");
    }

    private static string Member(JsonElement item, string name) => item.TryGetProperty(name, out var member) ? member.ToString() : "";

    private static IEnumerable<long> Versions(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("version").GetInt64());
}
