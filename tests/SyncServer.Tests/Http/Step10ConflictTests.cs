using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SyncServer.Tests.Http;

/// <summary>The body of a 412 (docs/protocol.md, sections 4.10 and 5).</summary>
public sealed partial class Step10ConflictTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_conflict_has_the_base_and_the_current_version()
    {
        var amy = await app.SignInAsync();
        var bob = (await app.SignInAsync("Bob Brown")).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1}""");
        app.Clock.Advance(TimeSpan.FromMilliseconds(1234));
        var second = await bob.Put(note, """{"a":2}""").On(first);

        var conflict = (await amy.Put(note, """{"a":3}""").On(first)).Refused("edit-conflict").Json;

        Assert.False(conflict.GetProperty("self").GetBoolean());
        var known = conflict.GetProperty("base");
        Assert.Equal(1, known.GetProperty("version").GetInt64());
        Assert.Equal(first.ETag, known.GetProperty("etag").GetString());
        Assert.True(known.GetProperty("kept").GetBoolean());
        var current = conflict.GetProperty("current");
        Assert.Equal(2, current.GetProperty("version").GetInt64());
        Assert.Equal(second.ETag, current.GetProperty("etag").GetString());
        Assert.Equal(app.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"), current.GetProperty("savedAt").GetString());
        Assert.Equal("Bob Brown", current.GetProperty("savedBy").GetProperty("name").GetString());
        Assert.False(string.IsNullOrEmpty(current.GetProperty("savedBy").GetProperty("id").GetString()));
        Assert.Matches(SessionTag, current.GetProperty("session").GetString());
        Assert.Equal("application/json", current.GetProperty("contentType").GetString());
        Assert.Equal(2, current.GetProperty("content").GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task Already_exists_has_the_same_members()
    {
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await (await app.SignInAsync()).Create(note, """{"a":1}""");

        var conflict = (await bob.Create(note, "{}")).Refused("already-exists").Json;

        Assert.False(conflict.GetProperty("self").GetBoolean());
        Assert.True(conflict.TryGetProperty("base", out _));
        Assert.Equal(first.ETag, conflict.GetProperty("current").GetProperty("etag").GetString());
        Assert.Equal(1, conflict.GetProperty("current").GetProperty("content").GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task An_ETag_of_another_server_has_no_base()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        var conflict = (await amy.Put(note, "2").IfMatch("\"foreign\"")).Refused("edit-conflict").Json;
        Assert.True(!conflict.TryGetProperty("base", out var known) || known.ValueKind is JsonValueKind.Null);
    }

    [Fact]
    public async Task Self_is_true_if_only_the_session_itself_has_written_since()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        var second = await tab.Put(note, "2").On(first);
        await tab.Put(note, "3").On(second);

        AssertSelf(true, await tab.Put(note, "4").On(first).Strict());
        AssertSelf(false, await bob.Put(note, "4").On(first));
        var third = await tab.Get(note);
        var fourth = await bob.Put(note, "4").On(third);
        await tab.Put(note, "5").On(fourth);
        AssertSelf(false, await tab.Put(note, "6").On(second).Strict());
        AssertSelf(true, await tab.Put(note, "6").On(fourth).Strict());
    }

    [Fact]
    public async Task Text_is_inline_as_a_string()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Send("PUT", note).Body("Grüße\n\"one\"\t€", "text/plain; charset=utf-8").IfNew();
        var current = (await amy.Create(note, "1")).Refused("already-exists").Json.GetProperty("current");
        Assert.Equal("Grüße\n\"one\"\t€", current.GetProperty("content").GetString());
        Assert.Equal("text/plain; charset=utf-8", current.GetProperty("contentType").GetString());
    }

    [Theory]
    [InlineData("application/octet-stream", 10)]
    [InlineData("image/png", 10)]
    [InlineData("text/plain", (256 * 1024) + 1)]
    [InlineData("application/json", (256 * 1024) + 1)]
    public async Task Large_or_opaque_content_is_a_link(string type, int size)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var body = Encoding.ASCII.GetBytes('"' + new string('x', size - 2) + '"');
        await amy.Send("PUT", note).Body(body, type).IfNew();

        var current = (await amy.Create(note, "1")).Refused("already-exists").Json.GetProperty("current");

        Assert.True(!current.TryGetProperty("content", out var content) || content.ValueKind is JsonValueKind.Null);
        Assert.Equal(body, (await amy.Get(current.GetProperty("contentUrl").GetString()!)).Bytes);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    public async Task Content_up_to_256_KiB_is_inline(string type)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Send("PUT", note).Body('"' + new string('x', (256 * 1024) - 2) + '"', type).IfNew();
        var current = (await amy.Create(note, "1")).Refused("already-exists").Json.GetProperty("current");
        Assert.Equal(JsonValueKind.String, current.GetProperty("content").ValueKind);
    }

    [Fact]
    public async Task Raw_session_ids_are_never_disclosed()
    {
        var amy = await app.SignInAsync();
        var tab = amy.In("a-very-secret-session");
        var bob = (await app.SignInAsync("Bob")).In("a-very-secret-session");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var answers = new List<Answer>
        {
            await bob.Put(note, "2").IfMatch("\"foreign\""),
            await tab.Put(note, "2").IfMatch("\"foreign\"").Strict(),
            await bob.Get(note),
            await bob.Get(note + "/info"),
            await bob.Get(note + "/revisions"),
        };
        (await bob.Put(note, "2").On(first)).Saved("verified", 2);

        Assert.All(answers, answer => Assert.DoesNotContain("a-very-secret", answer.ToString(), StringComparison.Ordinal));
        var tags = (await amy.RevisionsAsync(note)).Select(one => one.GetProperty("session").GetString()).ToList();
        Assert.NotEqual(tags[0], tags[1]);
        Assert.Equal(tags[1], answers[0].Json.GetProperty("current").GetProperty("session").GetString());
    }

    private static void AssertSelf(bool expected, Answer conflict) =>
        Assert.Equal(expected, conflict.Refused("edit-conflict").Json.GetProperty("self").GetBoolean());

    [GeneratedRegex("^s_[0-9A-Za-z_-]{4,}$")]
    private static partial Regex SessionTag { get; }
}
