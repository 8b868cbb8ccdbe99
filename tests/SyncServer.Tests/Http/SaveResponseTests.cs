using System.Globalization;
using System.Net;
using System.Text;

namespace SyncServer.Tests.Http;

/// <summary>The responses to saves (docs/protocol.md, section 3).</summary>
public sealed class SaveResponseTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_first_version_is_201_with_its_location()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();

        var answer = await amy.Create(note, """{"a":1}""");

        answer.Is(HttpStatusCode.Created).Saved("created", 1);
        Assert.EndsWith(note, answer["Location"], StringComparison.Ordinal);
        (await amy.Get(answer["Location"]!)).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("return=minimal")]
    [InlineData("something-unknown=1")]
    [InlineData(null)]
    public async Task A_minimal_response_is_204_without_a_body(string? preference)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var call = amy.Put(note, "2").On(first);

        var answer = await (preference is null ? call : call.Header("Prefer", preference));

        answer.Is(HttpStatusCode.NoContent).Saved("verified", 2);
        Assert.Empty(answer.Bytes);
    }

    [Fact]
    public async Task A_representation_is_200_with_what_was_stored()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1}""");

        var put = await amy.Put(note, """{ "a": 2 }""").On(first).Representation();
        var patch = await amy.Patch(note, """{"b":3}""").On(put).Representation();

        put.Is(HttpStatusCode.OK).Saved("verified", 2);
        Assert.Equal("""{ "a": 2 }""", put.Text);
        Assert.Equal("application/json", put["Content-Type"]);
        patch.Is(HttpStatusCode.OK).Saved("verified", 3);
        Assert.Equal((await amy.Get(note)).Bytes, patch.Bytes);
    }

    [Fact]
    public async Task Two_preferences_apply_in_one_header_or_in_two()
    {
        var amy = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = await amy.Put(note, "2").On(first).Header("Prefer", "return=representation, handling=strict");
        second.Is(HttpStatusCode.OK).Saved("verified", 2);

        (await amy.Put(note, "3").On(first).Representation().Strict()).Refused("edit-conflict");
    }

    [Fact]
    public async Task Last_modified_is_when_it_was_saved()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        app.Clock.Advance(TimeSpan.FromMinutes(3));

        var second = await amy.Put(note, "2").On(first);

        Assert.Equal(app.Clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture), second["Last-Modified"]);
        Assert.Equal(second["Last-Modified"], (await amy.Get(note))["Last-Modified"]);
    }

    [Fact]
    public async Task A_delete_is_a_version()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");

        var deleted = await amy.Delete(note).On(first);

        deleted.Is(HttpStatusCode.NoContent).Saved("deleted", 2);
        Assert.NotEqual(first.ETag, deleted.ETag);
    }

    [Fact]
    public async Task No_two_versions_share_an_etag()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = await amy.Create(note, "0");
        for (var i = 1; i <= 20; i++)
        {
            Assert.True(seen.Add(last.ETag!));
            last = (await amy.Put(note, $"{i % 2}").On(last)).Saved("verified", i + 1);
        }
    }

    [Theory]
    [InlineData("application/json", """{"ä":"€","n":1.50}""")]
    [InlineData("application/vnd.api+json", "[]")]
    [InlineData("application/json; charset=utf-8", "{}")]
    [InlineData("text/plain; charset=utf-8", "one\r\ntwo\n\n")]
    [InlineData("text/markdown", "")]
    [InlineData("image/svg+xml", "<svg/>")]
    public async Task Bytes_and_type_are_returned_unchanged(string type, string text)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();

        (await amy.Send("PUT", note).Body(text, type).IfNew()).Saved("created", 1);

        var read = await amy.Get(note);
        Assert.Equal(Encoding.UTF8.GetBytes(text), read.Bytes);
        Assert.Equal(type, read["Content-Type"]);
    }

    [Fact]
    public async Task A_body_without_a_type_is_an_octet_stream()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        byte[] bytes = [0, 255, 10, 13, 0, 1, 128];

        (await amy.Send("PUT", note).Body(bytes, type: null).IfNew()).Saved("created", 1);

        var read = await amy.Get(note);
        Assert.Equal(bytes, read.Bytes);
        Assert.Equal("application/octet-stream", read["Content-Type"]);
    }

    [Fact]
    public async Task The_headers_are_the_same_for_all_sizes()
    {
        var amy = await app.SignInAsync();
        foreach (var size in (int[])[1, 4095, 4096, 65_537, 1_000_000])
        {
            var note = SyncApp.NewDocument();
            var bytes = new byte[size];
            new Random(size).NextBytes(bytes);
            var answer = await amy.Send("PUT", note).Body(bytes, "application/octet-stream").IfNew().Representation();

            answer.Saved("created", 1);
            Assert.Equal(bytes, (await amy.Get(note)).Bytes);
        }
    }
}
