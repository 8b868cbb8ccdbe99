using SyncServer.Core.Merging;

namespace SyncServer.Core.Tests.Merging;

public sealed class JsonPointerTests
{
    // RFC 6901, section 5.
    [Theory]
    [InlineData("")]
    [InlineData("/foo", "foo")]
    [InlineData("/foo/0", "foo", "0")]
    [InlineData("/", "")]
    [InlineData("/a~1b", "a/b")]
    [InlineData("/m~0n", "m~n")]
    [InlineData("/~01", "~1")]
    [InlineData("/ /\"/%", " ", "\"", "%")]
    public void A_pointer_is_split_into_tokens_and_back(string text, params string[] tokens)
    {
        Assert.True(JsonPointer.TryParse(text, out var place));
        Assert.Equal(tokens, place.Tokens);
        Assert.Equal(place, JsonPointer.Of(tokens));
        Assert.Equal(text, JsonPointer.Of(tokens).Text);
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("#/foo")]
    [InlineData("/a~")]
    [InlineData("/a~2b")]
    [InlineData("/a~~0")]
    public void Text_that_is_not_a_pointer_is_rejected(string text) => Assert.False(JsonPointer.TryParse(text, out _));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "/a", true)]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/a/b", true)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/a/b", "/a", false)]
    [InlineData("/", "/a", false)]
    public void A_path_covers_itself_and_the_paths_below_it(string outer, string inner, bool covers)
    {
        Assert.True(JsonPointer.TryParse(outer, out var one));
        Assert.True(JsonPointer.TryParse(inner, out var other));
        Assert.Equal(covers, one.Covers(other));
    }
}
