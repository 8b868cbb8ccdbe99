using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Tests.Merging.RichText;

/// <summary>The smallest cases of what two people do to HTML. The generated ones are in tests/syncserver-js/rich-html.test.js.</summary>
public sealed class HtmlMergeTests
{
    [Theory]
    // Different paragraphs, and different words of one.
    [InlineData("<p>a</p><p>b</p>", "<p>A</p><p>b</p>", "<p>a</p><p>B</p>", "<p>A</p><p>B</p>")]
    [InlineData("<p>one two</p>", "<p>1 two</p>", "<p>one 2</p>", "<p>1 2</p>")]
    // Marks are a layer of their own.
    [InlineData("<p>one two</p>", "<p><strong>one two</strong></p>", "<p>one 2</p>", "<p><strong>one 2</strong></p>")]
    [InlineData("<p>one two three</p>", "<p>one <strong>two</strong> three</p>", "<p>one 2 3</p>", null)]
    [InlineData("<p>one two</p>", "<p><strong>one two</strong></p>", "<p>one</p>", null)]
    [InlineData("<p>one two three</p>", "<p><b>one two</b> three</p>", "<p>one <i>two three</i></p>", "<p><b>one <i>two</i></b><i> three</i></p>")]
    [InlineData("<p>one two</p>", "<p><strong>one</strong> two</p>", "<p><em>one</em> two</p>", "<p><em><strong>one</strong></em> two</p>")]
    [InlineData("<p><a href=\"x\">one</a></p>", "<p><a href=\"y\">one</a></p>", "<p><a href=\"x\">one</a> two</p>", "<p><a href=\"y\">one</a> two</p>")]
    [InlineData("<p><a href=\"x\">one</a></p>", "<p><a href=\"y\">one</a></p>", "<p><a href=\"z\">one</a></p>", null)]
    // The type and the attributes of a block, beside edits of its text.
    [InlineData("<p>one</p>", "<h2>one</h2>", "<p>one two</p>", "<h2>one two</h2>")]
    [InlineData("<p>one</p>", "<h2>one</h2>", "<p style=\"text-align:right\">one</p>", "<h2 style=\"text-align:right\">one</h2>")]
    [InlineData("<p>one</p>", "<h2>one</h2>", "<h3>one</h3>", null)]
    // Lists as CKEditor writes them.
    [InlineData("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>x</li><li>b</li></ul>", "<ul><li>a</li><li>B</li></ul>", "<ul><li>a</li><li>x</li><li>B</li></ul>")]
    [InlineData("<ul><li>a</li><li>b</li></ul>", "<ol><li>a</li><li>b</li></ol>", "<ul><li>A</li><li>b</li></ul>", "<ol><li>A</li><li>b</li></ol>")]
    [InlineData("<ul><li>a</li><li>b</li></ul>", "<ul><li>a<ul><li>x</li></ul></li><li>b</li></ul>", "<ul><li>A</li><li>b</li></ul>", "<ul><li>A<ul><li>x</li></ul></li><li>b</li></ul>")]
    [InlineData("<p>a</p><p>b</p>", "<ul><li>a</li></ul><p>b</p>", "<p>A</p><p>b</p>", "<ul><li>A</li></ul><p>b</p>")]
    // One side moves a block, and the other adds to it.
    [InlineData("<blockquote><p>first words</p></blockquote><p>b</p><p>c</p>", "<p>b</p><p>c</p><blockquote><p>first words</p></blockquote>", "<blockquote><p>first words</p><p>x</p></blockquote><p>b</p><p>c</p>", "<p>b</p><p>c</p><blockquote><p>first words</p><p>x</p></blockquote>")]
    [InlineData("<ul><li>first words</li><li>second words</li><li>third words</li></ul>", "<ul><li>second words</li><li>third words</li><li>first words</li></ul>", "<ul><li>first words<ul><li>x</li></ul></li><li>second words</li><li>third words</li></ul>", "<ul><li>second words</li><li>third words</li><li>first words<ul><li>x</li></ul></li></ul>")]
    // A split and an edit; a join and an edit.
    [InlineData("<p>one two</p><p>x</p>", "<p>one</p><p>two</p><p>x</p>", "<p>one 2</p><p>x</p>", "<p>one</p><p>2</p><p>x</p>")]
    [InlineData("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>", "<table><tbody><tr><td>A</td><td>b</td></tr></tbody></table>", "<table><tbody><tr><td>a</td><td>B</td></tr></tbody></table>", "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>")]
    [InlineData("<figure class=\"image\"><img src=\"x\"></figure><p>a</p>", "<figure class=\"image\"><img src=\"x\"><figcaption>c</figcaption></figure><p>a</p>", "<figure class=\"image big\"><img src=\"x\"></figure><p>a</p>", "<figure class=\"image big\"><img src=\"x\"><figcaption>c</figcaption></figure><p>a</p>")]
    // What is unchanged stays as it was written.
    [InlineData("<P >a&eacute;</P >\n<p>b</p>\n", "<P >a&eacute;</P >\n<p>B</p>\n", "<P >a&eacute;</P >\n<p>b</p>\n<hr />\n", "<P >a&eacute;</P >\n<p>B</p>\n<hr />\n")]
    [InlineData("<p>a &lt;b&gt; c</p>", "<p>A &lt;b&gt; c</p>", "<p>a &lt;b&gt; C</p>", "<p>A &lt;b&gt; C</p>")]
    [InlineData("<p>a&nbsp;b &foo; c</p>", "<p>A&nbsp;b &foo; c</p>", "<p>a&nbsp;b &foo; C</p>", "<p>A&nbsp;b &foo; C</p>")]
    [InlineData("<p title=\"a>b\">a b</p>", "<p title=\"a>b\">A b</p>", "<p title=\"a>b\">a B</p>", "<p title=\"a>b\">A B</p>")]
    [InlineData("<p>a b<br>c</p>", "<p>a b<br>C</p>", "<p>A b<br>c</p>", "<p>A b<br>C</p>")]
    [InlineData("<p>a <i class=\"icon\"></i> b</p>", "<p>A <i class=\"icon\"></i> b</p>", "<p>a <i class=\"icon\"></i> B</p>", "<p>A <i class=\"icon\"></i> B</p>")]
    [InlineData("<style>p { }</style><p>a</p><p>b</p>", "<style>p { }</style><p>A</p><p>b</p>", "<style>p { }</style><p>a</p><p>B</p>", "<style>p { }</style><p>A</p><p>B</p>")]
    [InlineData("a b", "A b", "a B", "A B")]
    // Both insert in one place, and in the place of the same words.
    [InlineData("<p>a</p>", "<p>a</p><p>x</p>", "<p>a</p><p>y</p>", "<p>a</p><p>x</p><p>y</p>")]
    [InlineData("", "<p>x</p>", "<p>y</p>", "<p>x y</p>")]
    [InlineData("<p>a</p>", "<p>x</p>", "<p>y</p>", null)]
    // One side deletes what the other edits.
    [InlineData("<p>a</p><p>b</p>", "<p>b</p>", "<p>a b c</p><p>b</p>", null)]
    // What one side inserted, and the other too before or behind more, is there once.
    [InlineData("<p>a</p>", "<p>a</p><p>n</p>", "<p>a</p><p>n</p><p>k</p>", "<p>a</p><p>n</p><p>k</p>")]
    [InlineData("<p>a</p><p>z</p>", "<p>a</p><p>n</p><p>x</p><p>z</p>", "<p>a</p><p>n</p><p>y</p><p>z</p>", "<p>a</p><p>n</p><p>x</p><p>y</p><p>z</p>")]
    [InlineData("<p>a d</p>", "<p>a b d</p>", "<p>a b c d</p>", "<p>a b c d</p>")]
    // Elements with the same tag stay two.
    [InlineData("<p><kbd>Ctrl</kbd><kbd>C</kbd> one two three</p>", "<p><kbd>Ctrl</kbd><kbd>C</kbd> ONE two three</p>", "<p><kbd>Ctrl</kbd><kbd>C</kbd> one two THREE</p>", "<p><kbd>Ctrl</kbd><kbd>C</kbd> ONE two THREE</p>")]
    [InlineData("<p>x<sub>i<sub>j</sub></sub> one two three</p>", "<p>x<sub>i<sub>j</sub></sub> ONE two three</p>", "<p>x<sub>i<sub>j</sub></sub> one two THREE</p>", "<p>x<sub>i<sub>j</sub></sub> ONE two THREE</p>")]
    // The inner one of two elements stays the inner one.
    [InlineData("<p><i id=\"a\"><i id=\"Z\">one</i></i> two</p>", "<p><b><i id=\"a\"><i id=\"Z\">one</i></i></b> two</p>", "<p><i id=\"a\"><i id=\"Z\">one</i></i> 2</p>", "<p><b><i id=\"a\"><i id=\"Z\">one</i></i></b> 2</p>")]
    [InlineData("<p><span class=\"a\">one</span></p>", "<p><span class=\"a\"><span class=\"b\">one</span></span></p>", "<p><span class=\"c\">one</span></p>", null)]
    // Attributes in the same order, whichever side saves first.
    [InlineData("<p>x</p>", "<p class=\"a\">x</p>", "<p style=\"b\">x</p>", "<p class=\"a\" style=\"b\">x</p>")]
    [InlineData("<p a= b=\"x\">one</p>", "<p a= b=\"x\" c>one</p>", "<p a= b=\"x\" d>one</p>", null)]
    // The cells of a table, changed by both; two captions.
    [InlineData("<table><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>", "<table><tbody><tr><td>a</td><td>x</td></tr><tr><td>b</td><td>y</td></tr></tbody></table>", "<table><tbody><tr><td>a</td></tr><tr><td>n</td></tr><tr><td>b</td></tr></tbody></table>", null)]
    [InlineData("<figure><img src=\"a\"></figure>", "<figure><img src=\"a\"><figcaption>x</figcaption></figure>", "<figure><img src=\"a\"><figcaption>y</figcaption></figure>", null)]
    // Characters that HTML does not allow are never taken for the end of a tag.
    [InlineData("<p title=\"\0\">a b</p>", "<p title=\"\0\">A b</p>", "<p title=\"\0\">a x\" onclick=\"alert(1)</p>", "<p title=\"\0\">A x\" onclick=\"alert(1)</p>")]
    // A character that is not the one of HTML 4, and a space that is text.
    [InlineData("<p>&lang; one two</p>", "<p>&lang; ONE two</p>", "<p>&lang; one TWO</p>", "<p>&lang; ONE TWO</p>")]
    [InlineData("<p>a</p>\u00A0<p>b</p>", "<p>A</p>\u00A0<p>b</p>", "<p>a</p>\u00A0<p>B</p>", "<p>A</p>\u00A0<p>B</p>")]
    // Tags that do not nest are merged as text, or not at all.
    [InlineData("<p>a\n<p>b\n", "<p>A\n<p>b\n", "<p>a\n<p>B\n", "<p>A\n<p>B\n")]
    public void HTML_of_two_sides_is_merged(string @base, string theirs, string yours, string? merged)
    {
        foreach (var (one, other) in (ReadOnlySpan<(string, string)>)[(theirs, yours), (yours, theirs)])
        {
            Assert.Equal(merged, TextOf(ThreeWayMerge.Merge(Html(@base), Html(one), Html(other), Both).Merged));
        }

        Assert.Equal(yours, TextOf(ThreeWayMerge.Merge(Html(@base), Html(@base), Html(yours), Both).Merged));
        Assert.Equal(yours, TextOf(ThreeWayMerge.Merge(Html(@base), Html(yours), Html(yours), Both).Merged));
    }

    [Fact]
    public void HTML_in_a_JSON_document_is_merged_where_the_policy_says_so()
    {
        var rules = new MergeRules(MergeRules.At(JsonPointer.Of("body"), MergeFormat.Html), KeepsBothInsertions: true);
        var merged = ThreeWayMerge.Merge(
            Json("""{"title":"t","body":"<p>a</p><p>b</p>"}"""), Json("""{"title":"T","body":"<h1>a</h1><p>b</p>"}"""), Json("""{"title":"t","body":"<p>a A</p><p>b</p>"}"""), rules).Merged;
        Assert.Equal("""{"title":"T","body":"<h1>a A</h1><p>b</p>"}""", TextOf(merged));
    }

    [Theory]
    [InlineData("text/html", "", "{0}")]
    [InlineData("application/json", "/body", """{{"body":"{0}"}}""")]
    public void A_conflict_is_limited_to_its_blocks_and_says_where_they_are(string type, string path, string document)
    {
        var rules = new MergeRules(MergeRules.At(JsonPointer.Root, MergeFormat.Html), KeepsBothInsertions: true);
        var result = Assert.IsType<MergeResult.Fields>(ThreeWayMerge.Merge(
            Of("<p>a</p><p>b &amp; c</p><p>d</p>"), Of("<p>A</p><p>b &amp; x</p><p>d</p>"), Of("<p>a</p><p>b &amp; y</p><p>d</p><p>e</p>"), rules));
        Assert.Null(result.Merged);
        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, document, "<p>A</p><p>b &amp; x</p><p>d</p><p>e</p>"), TextOf(result.Undisputed));
        var disputed = Assert.Single(result.Changes, change => change.Overlaps);
        Assert.Equal(
            (path, "\"<p>b &amp; x</p>\"", "\"<p>b &amp; y</p>\""),
            (disputed.Path.Text, Encoding.UTF8.GetString(disputed.Theirs!.Value.Span), Encoding.UTF8.GetString(disputed.Yours!.Value.Span)));
        Assert.Equal(("b & c", "b & x", "b & y"), (disputed.Blocks!.BaseText, disputed.Blocks.TheirText, disputed.Blocks.YourText));
        Assert.Equal((path, 8, "<p>b &amp; x</p>".Length), (disputed.Blocks.Merged!.Path.Text, disputed.Blocks.Merged.Start, disputed.Blocks.Merged.Count));

        Content Of(string html) => new(type, Encoding.UTF8.GetBytes(string.Format(System.Globalization.CultureInfo.InvariantCulture, document, html)));
    }

    [Fact]
    public void HTML_with_many_elements_in_each_other_is_merged_as_text()
    {
        var (open, close) = (string.Concat(Enumerable.Repeat("<div>", 100_000)), string.Concat(Enumerable.Repeat("</div>", 100_000)));
        Assert.Equal($"A\n{open}b\n{close}\nC", TextOf(ThreeWayMerge.Merge(Html($"a\n{open}b\n{close}\nc"), Html($"A\n{open}b\n{close}\nc"), Html($"a\n{open}b\n{close}\nC"), Both).Merged));
    }

    private static MergeRules Both => MergeRules.Default with { KeepsBothInsertions = true };

    private static Content Html(string html) => new("text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    private static Content Json(string json) => new("application/json", Encoding.UTF8.GetBytes(json));

    private static string? TextOf(Content? content) => content is null ? null : Encoding.UTF8.GetString(content.Bytes.Span);
}
