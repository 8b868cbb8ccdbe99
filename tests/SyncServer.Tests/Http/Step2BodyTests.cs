using System.Text;

namespace SyncServer.Tests.Http;

/// <summary>Bodies and their types (docs/protocol.md, section 4.2).</summary>
public sealed class Step2BodyTests(SyncApp app) : IClassFixture<SyncApp>
{
    public static TheoryData<string> BrokenJson => new(
        "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{'a':1}", "{\"a\" 1}", "nul", "01", "+1", "NaN", "\"open", "\"\u0001\"", "{} {}", "{}x",
        "// no\n{}", "{\"a\":\"\\x\"}", "{\"a\":[1,2}", "\"\\u12\"");

    [Theory]
    [MemberData(nameof(BrokenJson))]
    public async Task Broken_json_is_400_and_stores_nothing(string json)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        (await amy.Create(note, json)).Refused("invalid-body");
        (await amy.Send("PUT", note).Body(json, "application/problem+json").IfNew()).Refused("invalid-body");
        (await amy.Post("/v1/notes").Json(json)).Refused("invalid-body");
        (await amy.Get(note)).Refused("not-found");

        var first = await amy.Create(note, "{}");
        (await amy.Patch(note, json).On(first)).Refused("invalid-body");
        Assert.Single(await amy.RevisionsAsync(note));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xC3, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xC0, 0xAF, (byte)'"' })]
    public async Task JSON_that_is_not_UTF_8_is_400(byte[] body)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        (await amy.Send("PUT", note).Body(body, "application/json").IfNew()).Refused("invalid-body");
        (await amy.Send("PATCH", note).Body(body, "application/merge-patch+json").IfNew()).Refused("invalid-body");
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    [InlineData(100_000, false)]
    public async Task JSON_may_nest_256_levels_deep(int depth, bool fits)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var arrays = await amy.Create(note, new string('[', depth) + new string(']', depth));
        var objects = await amy.Create(SyncApp.NewDocument(), Nested(depth));
        if (fits)
        {
            arrays.Saved("created", 1);
            objects.Saved("created", 1);
            (await amy.Patch(note, Nested(depth)).On(arrays)).Saved("verified", 2);
        }
        else
        {
            arrays.Refused("invalid-body");
            objects.Refused("invalid-body");
            (await amy.Patch(note, Nested(depth)).IfMatch("\"1-a\"")).Refused("invalid-body");
        }
    }

    [Fact]
    public async Task Text_and_opaque_content_are_not_parsed()
    {
        var amy = await app.SignInAsync();
        byte[] odd = [0xFF, 0xFE, 0, (byte)'{'];
        (await amy.Send("PUT", SyncApp.NewDocument()).Body(odd, "text/plain").IfNew()).Saved("created", 1);
        (await amy.Send("PUT", SyncApp.NewDocument()).Body(odd, "application/x-anything").IfNew()).Saved("created", 1);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("text/")]
    [InlineData("/json")]
    [InlineData("a b/c")]
    [InlineData("application/json, text/plain")]
    public async Task A_malformed_type_is_415(string type)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        (await amy.Send("PUT", note).Body("{}", type).IfNew()).Refused("unsupported-type");
        (await amy.Get(note)).Refused("not-found");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task An_encoded_body_is_415(string encoding)
    {
        var amy = await app.SignInAsync();
        (await amy.Create(SyncApp.NewDocument(), "{}").Header("Content-Encoding", encoding)).Refused("unsupported-type");
        (await amy.Post("/v1/notes").Json("{}").Header("Content-Encoding", encoding)).Refused("unsupported-type");
    }

    [Fact]
    public async Task The_identity_encoding_is_accepted() =>
        (await (await app.SignInAsync()).Create(SyncApp.NewDocument(), "{}").Header("Content-Encoding", "identity")).Saved("created", 1);

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json-patch+json")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_patch_of_another_type_is_415(string? type)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "{}");
        (await amy.Send("PATCH", note).Body("{}"u8.ToArray(), type).On(first)).Refused("unsupported-type");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task A_PATCH_of_a_document_that_is_not_JSON_is_415(string type)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Send("PUT", note).Body("{}", type).IfNew();
        (await amy.Patch(note, """{"a":1}""").On(first)).Refused("unsupported-type");
        Assert.Equal("{}", (await amy.Get(note)).Text);
    }

    [Fact]
    public async Task A_body_of_the_maximum_size_is_accepted_and_one_more_byte_is_413()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("small");
        var first = await amy.Create(note, $"\"{new string('x', 998)}\"");
        first.Saved("created", 1);

        (await amy.Put(note, $"\"{new string('x', 999)}\"").On(first)).Refused("too-large");
        (await amy.Send("PUT", note).Body(new byte[1001], "text/plain").On(first)).Refused("too-large");
        (await amy.Post("/v1/small").Json($"\"{new string('x', 999)}\"")).Refused("too-large");
        Assert.Single(await amy.RevisionsAsync(note));
    }

    [Fact]
    public async Task The_default_limit_is_1_MiB()
    {
        var amy = await app.SignInAsync();
        (await amy.Send("PUT", SyncApp.NewDocument()).Body(new byte[1024 * 1024], "text/plain").IfNew()).Saved("created", 1);
        (await amy.Send("PUT", SyncApp.NewDocument()).Body(new byte[(1024 * 1024) + 1], "text/plain").IfNew()).Refused("too-large");
    }

    [Fact]
    public async Task A_PATCH_that_makes_the_document_too_large_is_413()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("small");
        var first = await amy.Create(note, $$"""{"a":"{{new string('x', 700)}}"}""");
        (await amy.Patch(note, $$"""{"b":"{{new string('x', 700)}}"}""").On(first)).Refused("too-large");
        Assert.Equal(1, (await amy.Get(note)).Version);
    }

    [Fact]
    public async Task Step_2_precedes_step_3()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("small");
        (await amy.Put(note, "{")).Refused("invalid-body");
        (await amy.Send("PUT", note).Body("{}", "nonsense")).Refused("unsupported-type");
        (await amy.Put(note, $"\"{new string('x', 1000)}\"")).Refused("too-large");
        (await amy.Put(note, "{}").Sequence(1)).Refused("invalid-header");
    }

    private static string Nested(int depth) =>
        new StringBuilder().Insert(0, "{\"a\":", depth - 1).Append("{}").Append('}', depth - 1).ToString();
}
