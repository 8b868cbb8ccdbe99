using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

public sealed class JsonMergeTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":9,"b":2}""", """{"a":1,"b":8}""", """{"a":9,"b":8}""")]
    [InlineData("""{"o":{"a":1,"b":2}}""", """{"o":{"a":9,"b":2}}""", """{"o":{"a":1}}""", """{"o":{"a":9}}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""", """{"a":1,"c":3}""", """{"a":1,"b":2,"c":3}""")]
    [InlineData("""{"a":1}""", """{"b":2,"a":1}""", """{"a":1,"c":3}""", """{"b":2,"a":1,"c":3}""")]
    [InlineData("{}", """{"a":1}""", """{"b":1}""", """{"a":1,"b":1}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", """{"b":2,"c":3}""", """{"a":1,"b":2}""", """{"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", "{}", """{"b":2}""", "{}")]
    [InlineData("""{"a":1,"b":2}""", """{"a":null,"b":2}""", """{"a":1,"b":null}""", """{"a":null,"b":null}""")]
    [InlineData("""{"a":null,"b":2}""", """{"b":2}""", """{"a":null,"b":3}""", """{"b":3}""")]
    // Another order of members is not an edit. It is kept if only one side reordered.
    [InlineData("""{"a":1,"b":2,"c":3}""", """{"c":3,"b":2,"a":1}""", """{"a":9,"b":2,"c":3}""", """{"c":3,"b":2,"a":9}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", """{"c":3,"a":1,"b":2}""", """{"b":2,"a":1,"c":3}""", """{"a":1,"b":2,"c":3}""")]
    // An array of numbers is one value.
    [InlineData("""{"a":[1],"b":[2]}""", """{"a":[1,1],"b":[2]}""", """{"a":[1],"b":[]}""", """{"a":[1,1],"b":[]}""")]
    // Names are compared unescaped.
    [InlineData("""{"caf\u00e9":1,"b":2}""", """{"café":3,"b":2}""", """{"caf\u00e9":1,"b":4}""", """{"café":3,"b":4}""")]
    [InlineData("""{"\ud800":1,"b":2}""", """{"\ud800":3,"b":2}""", """{"\ud800":1,"b":4}""", """{"\ud800":3,"b":4}""")]
    [InlineData("""{"":1,"a/b":{"~":2}}""", """{"":3,"a/b":{"~":2}}""", """{"":1,"a/b":{"~":4}}""", """{"":3,"a/b":{"~":4}}""")]
    public void Changes_of_different_members_are_merged(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", """{"a":3}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""", """{"a":1e0}""")]
    [InlineData("""{"a":1}""", "{}", """{"a":2}""")]
    [InlineData("""{"a":{"b":1}}""", "{}", """{"a":{"b":2}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":1}""", """{"a":{"b":2}}""")]
    [InlineData("{}", """{"a":1}""", """{"a":2}""")]
    [InlineData("{}", """{"a":{"b":1}}""", """{"a":{"c":1}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,3]}""", """{"a":[4,2]}""")]
    [InlineData("""{"a":"one two"}""", """{"a":"1 two"}""", """{"a":"one 2"}""")]
    [InlineData("1", "2", "3")]
    [InlineData("{}", "[]", "1")]
    [InlineData("{}", """{"a":null}""", """{"a":1}""")]
    // A repeated name is ambiguous.
    [InlineData("""{"a":1,"a":2,"b":3}""", """{"a":1,"a":2,"b":4}""", """{"a":1,"a":3,"b":3}""")]
    [InlineData("""{"b":3}""", """{"b":4}""", """{"a":1,"a":2,"b":3}""")]
    [InlineData("""[{"id":1,"id":1,"t":1},{"id":2}]""", """[{"id":1,"id":1,"t":2},{"id":2}]""", """[{"id":1,"id":1,"t":1}]""")]
    public void Overlapping_changes_are_refused(string @base, string theirs, string yours) => Assert.Null(Merge(@base, theirs, yours));

    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"a":3,"b":2}""", """{"a":3,"b":4}""", """{"a":3,"b":4}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", """{"b":4}""", """{"b":4}""")]
    [InlineData("""{"b":2}""", """{"a":{"x":1,"y":2},"b":2}""", """{"a":{"y":2,"x":1},"b":4}""", """{"a":{"x":1,"y":2},"b":4}""")]
    [InlineData("""{"a":"x","b":2}""", """{"a":"\u00e9","b":2}""", """{"a":"é","b":4}""", """{"a":"\u00e9","b":4}""")]
    public void The_same_edit_by_both_sides_is_not_an_overlap(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    // Numbers, escapes and whitespace that neither side touched.
    [InlineData("""{ "n": 1.00, "s":"\u00e9\/" , "o":{"z":1 ,"y":2e5}, "a": 1, "b": 2 }""", """{ "n": 1.00, "s":"\u00e9\/" , "o":{"z":1 ,"y":2e5}, "a": 9, "b": 2 }""",
        """{ "n": 1.00, "s":"\u00e9\/" , "o":{"z":1 ,"y":2e5}, "a": 1, "b": 8 }""", """{ "n": 1.00, "s":"\u00e9\/" , "o":{"z":1 ,"y":2e5}, "a": 9, "b": 8 }""")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"c\": 3\n}\n")]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"b\": 2\n}\n", "{\n  \"a\": 1,\n  \"b\": 3\n}\n", "{\n  \"b\": 3\n}\n")]
    [InlineData("{ \"a\" : 1\n, \"b\" : 2\n}", "{ \"a\" : 9\n, \"b\" : 2\n}", "{ \"a\" : 1\n, \"b\" : 8\n}", "{ \"a\" : 9\n, \"b\" : 8\n}")]
    // One side reformats, the other edits.
    [InlineData(
        """{"a":1,"o":{"b":2}}""", "{\n  \"a\": 1,\n  \"o\": {\n    \"b\": 2\n  }\n}",
        """{"a":1,"o":{"b":3}}""", "{\n  \"a\": 1,\n  \"o\": {\n    \"b\": 3\n  }\n}")]
    [InlineData("""{"a":1}""", """ {"a":1} """, """{ "a": 1, "b": 2 }""", """ { "a": 1, "b": 2 } """)]
    // Both sides reformat.
    [InlineData("""{"a":1}""", """{"a": 1}""", """{"a" :1}""", """{"a" :1}""")]
    public void Unedited_values_keep_their_bytes(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    [InlineData("""{"t":"one two three"}""", """{"t":"1 two three"}""", """{"t":"one two 3"}""", """{"t":"1 two 3"}""")]
    [InlineData(
        """{"t":"a\n\"b\"\\\n\u00e9\u0001\t"}""",
        """{"t":"A\n\"b\"\\\n\u00e9\u0001\t"}""",
        """{"t":"a\n\"b\"\\\n\u00c9\u0001\t"}""",
        """{"t":"A\n\"b\"\\\nÉ\u0001\t"}""")]
    [InlineData("""{"t":"a\n\ud800\nb"}""", """{"t":"A\n\ud800\nb"}""", """{"t":"a\n\ud800\nB"}""", """{"t":"A\n\ud800\nB"}""")]
    [InlineData("""{"t":{"x":["a"],"y":"one two"}}""", """{"t":{"x":["a"],"y":"1 two"}}""", """{"t":{"x":["a"],"y":"one 2"}}""", """{"t":{"x":["a"],"y":"1 2"}}""")]
    public void Strings_at_or_below_a_text_path_are_merged_as_text(string @base, string theirs, string yours, string merged) =>
        Assert.Equal(merged, Merge(@base, theirs, yours, JsonType, "/x", "/t"));

    [Theory]
    [InlineData("""{"t":"one"}""", """{"t":"two"}""", """{"t":"three"}""")]
    [InlineData("""{"t":"one two"}""", """{"t":1}""", """{"t":"one 2"}""")]
    [InlineData("""{}""", """{"t":"one"}""", """{"t":"two"}""")]
    [InlineData("""{"tt":"one two"}""", """{"tt":"1 two"}""", """{"tt":"one 2"}""")]
    public void Overlapping_changes_of_text_are_refused(string @base, string theirs, string yours) => Assert.Null(Merge(@base, theirs, yours, JsonType, "/t"));

    [Fact]
    public void The_whole_document_may_be_a_text_path() => Assert.Equal("\"1 2\"", Merge("\"one two\"", "\"1 two\"", "\"one 2\"", JsonType, ""));

    [Fact]
    public void Changes_contain_the_values_of_all_sides() => Assert.Equal(
        ["/a 1 2 1 Theirs", "/gone 1 - 1 Theirs", "/n null 0 null Theirs", "/o/b~1c 1 1 2 Yours", "/both 1 2 2 Both", "/clash 1 2 3 Both!", "/new - 5 - Theirs"],
        Changes(
            """{"a":1,"gone":1,"n":null,"o":{"b/c":1},"both":1,"clash":1}""",
            """{"a":2,"n":0,"o":{"b/c":1},"both":2,"clash":2,"new":5}""",
            """{"a":1,"gone":1,"n":null,"o":{"b/c":2},"both":2,"clash":3}"""));

    [Fact]
    public void Merged_text_is_reported_as_a_change_by_both_sides() => Assert.Equal(
        ["/t \"one two\" \"1 two\" \"one 2\" Both"],
        Changes("""{"t":"one two"}""", """{"t":"1 two"}""", """{"t":"one 2"}""", JsonType, "/t"));

    [Theory]
    [InlineData("""{"a":1}""", """{ "a" : 1 }""")]
    [InlineData("""{"a":1,"b":"\u00e9"}""", """{"b":"é","a":1}""")]
    [InlineData("""[{"a":1,"b":2}]""", """[ {"b":2,"a":1} ]""")]
    public void Equal_values_written_differently_are_not_a_change(string @base, string rewritten) => Assert.Empty(Changes(@base, rewritten, @base));
}
