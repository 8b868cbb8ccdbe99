using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging;

public sealed class ThreeWayMergeTests
{
    [Theory]
    [InlineData("application/octet-stream", "application/octet-stream")]
    [InlineData("text/plain; charset=utf-16", "text/plain; charset=utf-16")]
    [InlineData("text/plain", "application/json")]
    public void Content_that_is_not_text_or_of_different_kinds_is_opaque(string headType, string requestType) => Assert.IsType<MergeResult.Opaque>(
        ThreeWayMerge.Merge(Content("1", headType), Content("2", headType), Content("1", requestType), MergeRules.Default));

    [Fact]
    public void Text_that_is_not_valid_UTF8_is_opaque()
    {
        var latin = new Content(TextType, new byte[] { 0x61, 0xE9, 0x0A });
        Assert.IsType<MergeResult.Opaque>(Result(Content("a\n", TextType), latin, Content("a\n", TextType)));
        Assert.IsType<MergeResult.Opaque>(Result(latin, Content("b\n", TextType), Content("a\n", TextType)));
    }

    /// <summary>Malformed JSON is never stored, but must be handled.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1}}")]
    [InlineData("\uFEFF{}")]
    public void Malformed_JSON_is_opaque(string broken) => Assert.IsType<MergeResult.Opaque>(Result("{}", broken, "{\"a\":1}"));

    [Theory]
    [InlineData("text/plain", "text/html")]
    [InlineData("application/json", "application/ld+json")]
    public void Another_type_of_the_same_kind_is_compared_but_not_merged(string type, string other)
    {
        var result = Result(Content("1", type), Content("2", other), Content("1", type));
        Assert.Null(result.Merged);
        Assert.IsNotType<MergeResult.Opaque>(result);
    }

    [Fact]
    public void The_merge_has_the_type_of_the_head()
    {
        var result = ThreeWayMerge.Merge(Content("a\nb\n", "text/plain"), Content("A\nb\n", "Text/Plain; charset=utf-8"), Content("a\nB\n", "text/plain"), MergeRules.Default);
        Assert.Equal(Content("A\nB\n", "Text/Plain; charset=utf-8"), result.Merged);
    }

    [Theory]
    [InlineData("", "a\n", TextType)]
    [InlineData("a\nb", "", TextType)]
    [InlineData(" { \"a\" : 1.0 } ", "{}", JsonType)]
    [InlineData("[1]", "\n\"\\u00e9\"\n", JsonType)]
    [InlineData("{\"a\":1,\"a\":2}", "{\"a\":2,\"b\":[ ],\"a\":3}", JsonType)]
    [InlineData("{\"\\ud800\":\"\\udc00\"}", "{\"\\uD800\":\"\\uDC00\",\"\\ud800\\ud800\":1}", JsonType)]
    public void If_one_side_changed_nothing_the_result_has_the_bytes_of_the_other(string @base, string edited, string type)
    {
        Assert.Equal(edited, Merge(@base, edited, @base, type));
        Assert.Equal(edited, Merge(@base, edited, edited, type));
        Assert.Equal(@base, Merge(@base, @base, @base, type));
        Assert.Equal(@base, Merge(edited, @base, @base, type));
    }
}
