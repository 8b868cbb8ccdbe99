using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving;

public sealed class MergePatchTests
{
    // The examples of RFC 7396, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void The_examples_of_the_RFC_hold(string target, string patch, string result) => Assert.Equal(result, Apply(target, patch));

    [Theory]
    [InlineData("""{ "n": 1.00, "s":"\u00e9", "o": { "z":1 ,"y":2e5 } }""", """{"x":1}""", """{"n":1.00,"s":"\u00e9","o":{ "z":1 ,"y":2e5 },"x":1}""")]
    [InlineData("""{"a":1,"a":2,"b":3}""", """{"a":9}""", """{"a":9,"b":3}""")]
    [InlineData("""{"a":1}""", """{"b":1,"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"caf\u00e9":1}""", """{"café":2}""", """{"café":2}""")]
    public void Members_that_the_patch_does_not_name_keep_their_text(string target, string patch, string result) => Assert.Equal(result, Apply(target, patch));

    [Theory]
    [InlineData("""{ "a": 1, "b": {"c": [1, 2]} }""", """{"a":1}""")]
    [InlineData("""{ "a": 1 }""", """{"x":null}""")]
    [InlineData("""{ "a": {"b": null} }""", """{"a":{}}""")]
    public void A_patch_that_changes_nothing_returns_the_same_bytes(string target, string patch) => Assert.Equal(target, Apply(target, patch));

    /// <summary>Linear lookups of names would take minutes here.</summary>
    [Fact]
    public void A_patch_of_many_members_is_applied_in_linear_time()
    {
        string Members(string prefix, string value) => "{" + string.Join(",", Enumerable.Range(0, 80_000).Select(i => $"\"{prefix}{i}\":{value}")) + "}";
        var target = Members("a", "1");
        Assert.Equal(target, Apply(target, Members("b", "null")));
    }

    [Fact]
    public void The_result_does_not_reference_a_larger_buffer()
    {
        var patch = new Content(Content.MergePatchType, Encoding.UTF8.GetBytes("{\"a\":2" + new string(' ', 100_000) + "}"));
        var result = MergePatch.Apply(new Content("application/json", "{\"a\":1}"u8.ToArray()), patch)!;
        Assert.True(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(result.Bytes, out var kept));
        Assert.Equal(result.Bytes.Length, kept.Array!.Length);
    }

    [Fact]
    public void A_name_that_is_not_valid_Unicode_is_refused() => Assert.Null(Apply("""{"\ud800":1}""", """{"a":1}"""));

    [Fact]
    public void Text_cannot_be_patched() => Assert.Null(MergePatch.Apply(new Content("text/plain", "{}"u8.ToArray()), new Content(Content.MergePatchType, "{}"u8.ToArray())));

    private static string? Apply(string target, string patch) =>
        MergePatch.Apply(new Content("application/json", Encoding.UTF8.GetBytes(target)), new Content(Content.MergePatchType, Encoding.UTF8.GetBytes(patch)))
            is { } result ? Encoding.UTF8.GetString(result.Bytes.Span) : null;
}
