using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Text;

/// <summary>Markup in one line. HTML is merged by its blocks, other markup by its tags.</summary>
public sealed class MarkupTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "<p>1</p><p>two</p>", "<p>one</p><p>2</p>", "<p>1</p><p>2</p>")]
    [InlineData("<p>one</p>", "<p>1</p>", "<p>one</p><p>two</p>", "<p>1</p><p>two</p>")]
    [InlineData("<p>two</p>", "<p>one</p><p>two</p>", "<p>2</p>", "<p>one</p><p>2</p>")]
    [InlineData("<p>one two three</p>", "<p><b>one</b> two three</p>", "<p>one two <i>three</i></p>", "<p><b>one</b> two <i>three</i></p>")]
    [InlineData("<p>one</p>", "<p><b>one</b></p>", "<p>1</p>", "<p><b>1</b></p>")]
    [InlineData("<p class=\"a\">one</p>", "<p class=\"b\">one</p>", "<p class=\"a\">1</p>", "<p class=\"b\">1</p>")]
    [InlineData("<p>a &amp; b<br>c</p>", "<p>a &lt; b<br>c</p>", "<p>a &amp; b<br>C</p>", "<p>a &lt; b<br>C</p>")]
    [InlineData("<p>one two</p>", "<p>one</p><p>two</p>", "<p>one, two</p>", "<p>one,</p><p>two</p>")]
    public void Edits_in_different_places_are_merged(string @base, string theirs, string yours, string merged)
    {
        Assert.Equal(merged, Merge(@base, theirs, yours, "text/html"));
        Assert.Equal(merged, Merge(@base, theirs, yours, "text/xml"));
    }

    [Theory]
    // One side makes the first two words bold, the other the last two italic.
    [InlineData("one two three", "<b>one two</b> three", "one <i>two three</i>")]
    [InlineData("one two three\nfour\n", "<b>one two\nfour</b>\n", "one <i>two\nfour\n</i>")]
    [InlineData("<a href=\"a?b=1\">x</a>", "<a href=\"a?b=2\">x</a>", "<a href=\"c?b=1\">x</a>")]
    [InlineData("&lt;", "&gt;", "&amp;lt;")]
    public void A_merge_with_invalid_markup_is_refused(string @base, string theirs, string yours) => Assert.Null(Merge(@base, theirs, yours, "text/xml"));

    [Theory]
    [InlineData("a < b and c\n", "a < b and d\n", "A < b and c\n", "A < b and d\n")]
    [InlineData("List<string> a\n", "List<string> b\n", "IList<string> a\n", "IList<string> b\n")]
    public void A_less_than_sign_that_begins_no_tag_is_a_character(string @base, string theirs, string yours, string merged) =>
        Assert.Equal(merged, Merge(@base, theirs, yours, TextType));
}
