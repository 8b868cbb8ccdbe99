using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Tests.Merging.RichText;

/// <summary>The smallest cases of what two people do to a ProseMirror document. The generated ones are in tests/syncserver-js/rich-prosemirror.test.js.</summary>
public sealed class ProseMirrorMergeTests
{
    private static readonly MergeRules Both = MergeRules.Default with { KeepsBothInsertions = true };

    [Theory]
    // What each side does, and the merge. A paragraph is in brackets; * is bold.
    [InlineData("[a b] [c]", "[A b] [c]", "[a b] [C]", "[A b] [C]")]
    [InlineData("[a b c]", "[A b c]", "[a b C]", "[A b C]")]
    [InlineData("[one two three]", "[one *two* three]", "[one two new three]", "[one *two* new three]")]
    [InlineData("[one two]", "[*one two*]", "[one 2]", "[*one 2*]")]
    [InlineData("[one two three]", "[one] [two three]", "[one two 3]", "[one] [two 3]")]
    [InlineData("[one two] [three]", "[one two three]", "[1 two] [three]", "[1 two three]")]
    [InlineData("[a] [b] [c]", "[a] [c]", "[a] [b] [C]", "[a] [C]")]
    [InlineData("[a] [b] [c]", "[a] [c]", "[a] [B] [c]", null)]
    [InlineData("[first words] [b] [c]", "[b] [c] [first words]", "[first words] [B] [c]", "[B] [c] [first words]")]
    [InlineData("[first words here] [b] [c]", "[b] [c] [first words here]", "[first new words here] [b] [c]", "[b] [c] [first new words here]")]
    [InlineData("[first words] [b] [c]", "[b] [c] [first words]", "[b] [first words] [c]", null)]
    [InlineData("[first words] [b] [c]", "[b] [c] [first words]", "[b] [c]", null)]
    [InlineData("[a]", "[a b]", "[a c]", "[a b c]")]
    [InlineData("[]", "[hello]", "[world]", "[hello world]")]
    [InlineData("[a]", "[a] [x]", "[a] [y]", "[a] [x] [y]")]
    [InlineData("[a] [b]", "[a]", "[b]", "[]")]
    [InlineData("[a b]", "[x b]", "[y b]", null)]
    [InlineData("[a b]", "[x b]", "[x b]", "[x b]")]
    [InlineData("[a] > [b] > [c]", "[a] > [b] > [C]", "[A] > [b] > [c]", "[A] > [b] > [C]")]
    [InlineData("[a] [b c]", "[a] > [b c]", "[a] [b C]", "[a] > [b C]")]
    [InlineData("[a] > [b]", "[a] > [b] > [x]", "[a] [b]", "[a] [b] [x]")]
    // Both moved it: not twice.
    [InlineData("[milk] [b] [c] [d] [e]", "[b] [c] [milk] [d] [e]", "[b] [c] [d] [e] [milk]", null)]
    [InlineData("[alpha] [beta]", "[beta] [alpha]", "[beta] [alpha] [x]", "[beta] [alpha] [x]")]
    // One inserts between two lines that the other joins.
    [InlineData("[alpha one] [beta two]", "[alpha one] [xxx] [beta two]", "[alpha one beta two]", null)]
    [InlineData("[日本語]", "[月本語]", "[日木語]", "[月木語]")]
    public void Edits_of_two_sides_are_merged(string @base, string theirs, string yours, string? merged)
    {
        Assert.Equal(merged, Read(Merge(@base, theirs, yours).Merged));
        Assert.Equal(merged, Read(Merge(@base, yours, theirs).Merged));
    }

    [Fact]
    public void Without_the_policy_what_both_insert_in_one_place_is_an_overlap() =>
        Assert.Null(ThreeWayMerge.Merge(Write("[a]"), Write("[a b]"), Write("[a c]"), MergeRules.Default).Merged);

    [Fact]
    public void An_overlap_is_reported_by_block_with_the_rest_merged()
    {
        var result = Merge("[a] [b] [c]", "[a] [x] [c]", "[a] [y] [C]");
        Assert.Null(result.Merged);
        Assert.Equal("[a] [x] [C]", Read(result.Undisputed));
        Assert.Equal(
            [("/content/1", true, "b", "x", "y"), ("/content/2", false, "c", "c", "C")],
            result.Changes.Select(c => (c.Path.Text, c.Overlaps, c.Blocks!.BaseText, c.Blocks.TheirText, c.Blocks.YourText)));
        Assert.Equal(("/content/1", 1), (result.Changes[0].Blocks!.Merged!.Path.Text, result.Changes[0].Blocks!.Merged!.Count));
        Assert.Equal("""{"type":"paragraph","content":[{"type":"text","text":"y"}]}""", Encoding.UTF8.GetString(result.Changes[0].Yours!.Value.Span));
    }

    [Fact]
    public void A_block_can_be_replaced_only_if_nothing_else_is_in_it()
    {
        // Theirs put all three into one block, so that your block would take the place of all.
        var wrapped = Merge("[A one two] [B] [C]", "[A theirs two] > [B] > [C]", "[A mine two] [B] [C]");
        Assert.NotNull(wrapped.Undisputed);
        Assert.All(wrapped.Changes, change => Assert.Null(change.Blocks!.Merged));
    }

    [Fact]
    public void A_dispute_does_not_hide_another_reason()
    {
        // Both took "one" to another place.
        var result = Merge("[a1 q] [b] [c] [word two three]", "[x1 q] [b word] [c] [two three]", "[y1 q] [b] [c word] [two three]");
        Assert.Null(result.Merged);
        Assert.Null(result.Undisputed);
    }

    [Theory]
    // Text that became code keeps no marks.
    [InlineData("""{"type":"paragraph","content":[{"type":"text","text":"a b"}]}""", """{"type":"paragraph","content":[{"type":"text","marks":[{"type":"strong"}],"text":"a"},{"type":"text","text":" b"}]}""", """{"type":"code_block","content":[{"type":"text","text":"a b"}]}""")]
    // Both changed an attribute of a list.
    [InlineData("""{"type":"list","attrs":{"t":1},"content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]}""", """{"type":"list","attrs":{"t":2},"content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]}""", """{"type":"list","attrs":{"t":3},"content":[{"type":"paragraph","content":[{"type":"text","text":"a"}]}]}""")]
    public void What_cannot_be_merged_is_reported(string @base, string theirs, string yours)
    {
        foreach (var (one, other) in (ReadOnlySpan<(string, string)>)[(theirs, yours), (yours, theirs)])
        {
            var result = Merge(Json(@base), Json(one), Json(other));
            Assert.Null(result.Merged);
            Assert.Contains(result.Changes, change => change.Overlaps);
        }
    }

    [Fact]
    public void A_line_feed_in_a_text_is_not_the_end_of_a_line()
    {
        string Code(string text) => Paragraph(text).Replace("paragraph", "code_block", StringComparison.Ordinal);
        var merged = Merge(Json(Code("foo\\nbar")), Json(Code("foo") + "," + Paragraph("bar")), Json(Code("foo\\nbar baz"))).Merged;
        Assert.Equal($$"""{"type":"doc","content":[{{Code("foo")}},{{Paragraph("bar baz")}}]}""", Encoding.UTF8.GetString(merged!.Bytes.Span));
    }

    [Fact]
    public void A_mark_that_occurs_twice_is_not_doubled()
    {
        string Comments(params int[] ids) => $$"""{"type":"paragraph","content":[{"type":"text","marks":[{{string.Join(',', ids.Select(id => "{\"type\":\"comment\",\"attrs\":{\"id\":" + id + "}}"))}}],"text":"a"}]}""";
        var merged = Merge(Json(Paragraph("a")), Json(Comments(1, 2)), Json(Comments(1))).Merged;
        Assert.Equal($$"""{"type":"doc","content":[{{Comments(1, 2)}}]}""", Encoding.UTF8.GetString(merged!.Bytes.Span));
    }

    [Fact]
    public void What_the_server_does_not_know_is_kept_as_it_is()
    {
        const string Unknown = """{"type":"chart","attrs":{"data":[1.50,2],"x":{"y":null}}},{"type":"paragraph","attrs":{"own":1e2},"content":[{"type":"text","marks":[{"type":"comment","attrs":{"id":7}}],"text":"a"},{"type":"text","text":" b"}]}""";
        var merged = Merge(
            Json($"{Unknown},{Paragraph("c")}"), Json($"{Unknown},{Paragraph("C")}"), Json($"{Unknown.Replace(" b", " B", StringComparison.Ordinal)},{Paragraph("c")}")).Merged;
        Assert.Equal($$"""{"type":"doc","content":[{{Unknown.Replace(" b", " B", StringComparison.Ordinal)}},{{Paragraph("C")}}]}""", Encoding.UTF8.GetString(merged!.Bytes.Span));
    }

    [Theory]
    // One side adds a row, the other edits a cell: both. Both change the cells: an overlap.
    [InlineData("a|b", "a|b/c|d", "a|B", "a|B/c|d")]
    [InlineData("a|b", "a|b/c|d", "a|b|x", null)]
    public void Cells_of_a_table_are_changed_by_one_side_only(string @base, string theirs, string yours, string? merged)
    {
        var result = Merge(Json(Table(@base)), Json(Table(theirs)), Json(Table(yours))).Merged;
        Assert.Equal(merged is null ? null : $$"""{"type":"doc","content":[{{Table(merged)}}]}""", result is null ? null : Encoding.UTF8.GetString(result.Bytes.Span));
    }

    private static MergeResult.Fields Merge(string @base, string theirs, string yours) => Merge(Write(@base), Write(theirs), Write(yours));

    private static MergeResult.Fields Merge(Content @base, Content theirs, Content yours) => Assert.IsType<MergeResult.Fields>(ThreeWayMerge.Merge(@base, theirs, yours, Both));

    private static Content Json(string blocks) => new("application/json", Encoding.UTF8.GetBytes($$"""{"type":"doc","content":[{{blocks}}]}"""));

    private static string Paragraph(string text) => $$"""{"type":"paragraph","content":[{"type":"text","text":"{{text}}"}]}""";

    private static string Table(string cells) =>
        $$"""{"type":"table","content":[{{string.Join(',', cells.Split('/').Select(row =>
            $$"""{"type":"tableRow","content":[{{string.Join(',', row.Split('|').Select(cell => $$"""{"type":"tableCell","content":[{{Paragraph(cell)}}]}"""))}}]}"""))}}]}""";

    /// <summary>Writes paragraphs such as <c>[a *b*]</c>; <c>&gt;</c> between two puts them into one quote.</summary>
    private static Content Write(string document)
    {
        var blocks = new List<string>();
        foreach (var group in document.Replace("] [", "]\n[", StringComparison.Ordinal).Split('\n'))
        {
            var paragraphs = group.Split(" > ").Select(text => ParagraphOf(text.Trim('[', ']'))).ToArray();
            blocks.Add(paragraphs.Length == 1 ? paragraphs[0] : $$"""{"type":"blockquote","content":[{{string.Join(',', paragraphs)}}]}""");
        }

        return Json(string.Join(',', blocks));
    }

    private static string ParagraphOf(string text)
    {
        var runs = text.Split('*').Select((run, i) => (Text: run, IsBold: i % 2 == 1)).Where(run => run.Text.Length > 0)
            .Select(run => run.IsBold ? $$"""{"type":"text","marks":[{"type":"bold"}],"text":"{{run.Text}}"}""" : $$"""{"type":"text","text":"{{run.Text}}"}""");
        return text.Length == 0 ? """{"type":"paragraph"}""" : $$"""{"type":"paragraph","content":[{{string.Join(',', runs)}}]}""";
    }

    private static string? Read(Content? content)
    {
        if (content is null)
        {
            return null;
        }

        var blocks = System.Text.Json.JsonElement.Parse(content.Bytes.Span).GetProperty("content").EnumerateArray();
        return string.Join(' ', blocks.Select(block => block.GetProperty("type").GetString() is "blockquote"
            ? string.Join(" > ", block.GetProperty("content").EnumerateArray().Select(ReadParagraph)) : ReadParagraph(block)));
    }

    private static string ReadParagraph(System.Text.Json.JsonElement paragraph) => "[" + (paragraph.TryGetProperty("content", out var runs)
        ? string.Concat(runs.EnumerateArray().Select(run => run.TryGetProperty("marks", out _) ? $"*{run.GetProperty("text").GetString()}*" : run.GetProperty("text").GetString()))
        : "") + "]";
}
