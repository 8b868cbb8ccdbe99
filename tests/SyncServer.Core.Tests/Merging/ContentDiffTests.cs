using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging;

public sealed class ContentDiffTests
{
    [Theory]
    [InlineData("""{"a":1,"b":null}""", """{"b":0,"c":null}""", "/a 1 -", "/b null 0", "/c - null")]
    [InlineData("""{"a":{"b/":[1,2]}}""", """{"a":{"b/":[1,2.0]}}""", "/a/b~1 [1,2] [1,2.0]")]
    [InlineData("1", "1.0", " 1 1.0")]
    [InlineData("""{"a":1,"b":"é"}""", """{ "b": "\u00e9", "a": 1 }""")]
    [InlineData("""[{"id":1},{"id":2},{"id":3}]""", """[{"id":0},{"id":1,"t":1},{"id":3}]""", """/0 - {"id":0}""", "/0/t - 1", """/1 {"id":2} -""")]
    [InlineData("""[{"id":1},{"id":2}]""", """[{"id":2},{"id":1}]""", """ [{"id":1},{"id":2}] [{"id":2},{"id":1}]""")]
    [InlineData("""{"x":1,"x":2}""", """{"x":2}""", """ {"x":1,"x":2} {"x":2}""")]
    [InlineData("""{"x":{"\ud800":1}}""", """{"x":{"\ud800":2,"\udc00":3}}""", "/x/\uFFFD 1 2", "/x/\uFFFD - 3")]
    public void Differences_of_JSON_documents(string from, string to, params string[] edits)
    {
        var diff = Assert.IsType<ContentDiff.Fields>(ContentDiff.Between(Content(from, JsonType), Content(to, JsonType)));
        string Raw(ReadOnlyMemory<byte>? value) => value is { } raw ? System.Text.Encoding.UTF8.GetString(raw.Span) : "-";
        Assert.Equal(edits, diff.Edits.Select(e => $"{e.Path.Text.Replace('\ud800', '\uFFFD').Replace('\udc00', '\uFFFD')} {Raw(e.From)} {Raw(e.To)}"));
        Assert.Empty(Assert.IsType<ContentDiff.Fields>(ContentDiff.Between(new(JsonType, diff.Apply(Content(from, JsonType))), Content(to, JsonType))).Edits);
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a\nB\nc\n", "2+1 b\n B\n")]
    [InlineData("a\nb\n", "a\nx\nb\ny\n", "2+0  x\n", "3+0  y\n")]
    [InlineData("a\nb\n", "b\n", "1+1 a\n ")]
    [InlineData("a\n", "a", "1+1 a\n a")]
    [InlineData("a\n", "a\r\n", "1+1 a\n a\r\n")]
    [InlineData("", "a", "1+0  a")]
    [InlineData("a\n", "a\n")]
    public void Differences_of_texts(string from, string to, params string[] edits)
    {
        var diff = Assert.IsType<ContentDiff.Lines>(ContentDiff.Between(Content(from, TextType), Content(to, "text/html")));
        Assert.Equal(edits, diff.Edits.Select(e => $"{e.Line}+{e.Count} {e.From} {e.To}"));
        Assert.Equal(to, TextOf(new(TextType, diff.Apply(Content(from, TextType)))));
    }

    [Theory]
    [InlineData("application/octet-stream", "application/octet-stream")]
    [InlineData("application/json", "text/plain")]
    public void Content_of_other_or_different_types_is_opaque(string fromType, string toType) =>
        Assert.IsType<ContentDiff.Opaque>(ContentDiff.Between(Content("1", fromType), Content("2", toType)));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":3}""")]
    [InlineData("""{"a":1}""", """{"a":2}""", "{}")]
    [InlineData("""{"a":1}""", """{"a":2}""", "[1]")]
    [InlineData("""{"a":1}""", "{}", """{"a":3}""")]
    [InlineData("{}", """{"a":1}""", """{"a":3}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{"b":2}}""", """{"a":1}""")]
    [InlineData("1", "2", "3")]
    [InlineData("""[{"id":1},{"id":2}]""", """[{"id":1},{"id":2},{"id":3}]""", "[]")]
    public void A_difference_is_not_applied_to_another_document(string from, string to, string other) =>
        Assert.Null(ContentDiff.Between(Content(from, JsonType), Content(to, JsonType)).Apply(Content(other, JsonType)));

    [Theory]
    [InlineData("a\nb\n", "a\nc\n", "a\nx\n")]
    [InlineData("a\nb\n", "a\nc\n", "a\n")]
    public void A_difference_is_not_applied_to_another_text(string from, string to, string other) =>
        Assert.Null(ContentDiff.Between(Content(from, TextType), Content(to, TextType)).Apply(Content(other, TextType)));
}
