using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

/// <summary>Arrays whose elements have no keys (docs/protocol.md, section 4.9).</summary>
public sealed class ElementMergeTests
{
    private const string Todo = """[{"t":"buy milk","done":false},{"t":"call Ann","done":false},{"t":"pay rent","done":false}]""";

    [Theory]
    // One side changes an element, the other another one.
    [InlineData("""["a","b"]""", """["A","b"]""", """["a","B"]""", """["A","B"]""")]
    [InlineData("""["a","b","c"]""", """["b","c"]""", """["a","b"]""", """["b"]""")]
    [InlineData("""["a","b","c"]""", """["a","c"]""", """["a","b","C"]""", """["a","C"]""")]
    [InlineData("""["a","b"]""", """["x","a","b"]""", """["a","b","y"]""", """["x","a","b","y"]""")]
    [InlineData("""["a","b"]""", """["a","x","b"]""", """["a","B"]""", """["a","x","B"]""")]
    [InlineData("""["a","b"]""", """["a","b","x"]""", """["a","B"]""", """["a","B","x"]""")]
    [InlineData("""["a","b"]""", """["a","b","x"]""", """["a"]""", """["a","x"]""")]
    [InlineData("""["a","b"]""", """["a","x","b"]""", "[]", """["x"]""")]
    [InlineData("""["a","b","c","d"]""", """["a","d"]""", """["a","b"]""", """["a"]""")]
    // More elements instead of fewer, beside a change of another one.
    [InlineData("""["a","b"]""", """["x","y","b"]""", """["a","B"]""", """["x","y","B"]""")]
    [InlineData("""["a","b","c"]""", """["x","c"]""", """["a","b","c","d"]""", """["x","c","d"]""")]
    // Elements of other kinds, and of several kinds.
    [InlineData("""[[1,2],[3,4]]""", """[[1,5],[3,4]]""", """[[1,2],[3,4],[6,7]]""", """[[1,5],[3,4],[6,7]]""")]
    [InlineData("""[["a","b","c"],["d","e","f"]]""", """[["A","b","c"],["d","e","f"]]""", """[["a","b","C"],["d","e","f"]]""", """[["A","b","C"],["d","e","f"]]""")]
    [InlineData("""[{"id":1},2]""", """[{"id":1,"t":1},2]""", """[{"id":1},3]""", """[{"id":1,"t":1},3]""")]
    [InlineData("""["a",null,""]""", """["a",null]""", """["b",null,""]""", """["b",null]""")]
    // Keys that are not those of an array with keys.
    [InlineData("""[{"id":null,"t":1},{"id":2}]""", """[{"id":null,"t":2},{"id":2}]""", """[{"id":null,"t":1}]""", """[{"id":null,"t":2}]""")]
    [InlineData("""[{"id":1,"t":1},{"key":2}]""", """[{"id":1,"t":2},{"key":2}]""", """[{"id":1,"t":1}]""", """[{"id":1,"t":2}]""")]
    [InlineData(
        """[{"id":1,"t":1},{"id":1,"t":1}]""", """[{"id":1,"t":2},{"id":1,"t":1}]""", """[{"id":1,"t":1},{"id":1,"t":2}]""", """[{"id":1,"t":2},{"id":1,"t":2}]""")]
    public void Changes_of_different_elements_are_merged(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    // Both edit one element; one edits it and the other adds, removes or moves another one.
    [InlineData(
        Todo,
        """[{"t":"buy oat milk","done":false},{"t":"call Ann","done":false},{"t":"pay rent","done":false}]""",
        """[{"t":"buy milk","done":true},{"t":"call Ann","done":false},{"t":"pay rent","done":false}]""",
        """[{"t":"buy oat milk","done":true},{"t":"call Ann","done":false},{"t":"pay rent","done":false}]""")]
    [InlineData(
        Todo,
        """[{"t":"new","done":false},{"t":"buy milk","done":false},{"t":"call Ann","done":false},{"t":"pay rent","done":true}]""",
        """[{"t":"buy milk","done":true},{"t":"pay rent","done":false}]""",
        """[{"t":"new","done":false},{"t":"buy milk","done":true},{"t":"pay rent","done":true}]""")]
    [InlineData("""[{"t":"a"}]""", """[{"t":"a","u":1}]""", """[{"t":"a"},{"t":"b"}]""", """[{"t":"a","u":1},{"t":"b"}]""")]
    [InlineData("""[{"l":["a","b"]}]""", """[{"l":["a","b","c"]}]""", """[{"l":["b"]}]""", """[{"l":["b","c"]}]""")]
    [InlineData("""[[["a","b"]]]""", """[[["a","b","c"]]]""", """[[["b"]]]""", """[[["b","c"]]]""")]
    public void Similar_elements_are_one_element(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    [InlineData("[]", """["x"]""", """["x"]""", """["x"]""")]
    [InlineData("""["a"]""", """["a","x"]""", """["a","x","y"]""", """["a","x","y"]""")]
    [InlineData("""["a"]""", """["a","x","y"]""", """["a","y"]""", """["a","x","y"]""")]
    [InlineData("""["a","b"]""", """["x","a","b"]""", """["a","b","x"]""", """["x","a","b"]""")]
    [InlineData("""["a","b"]""", """["a","x"]""", """["a","b","x"]""", """["a","x"]""")]
    [InlineData("""["a","b"]""", """["A","b"]""", """["A","b"]""", """["A","b"]""")]
    [InlineData("""["a","b"]""", """["b"]""", """["b"]""", """["b"]""")]
    [InlineData("""["a"]""", """["a","x","x"]""", """["a","x"]""", """["a","x","x"]""")]
    [InlineData("""[{"n":1}]""", """[{"n":1},{"n":2}]""", """[{"n":1},{"n":2}]""", """[{"n":1},{"n":2}]""")]
    [InlineData("""[{"n":1}]""", """[{"n":2}]""", """[{"n":1},{"n":2}]""", """[{"n":2}]""")]
    // An object may be there twice.
    [InlineData("""["a"]""", """[{"type":"break"},"a"]""", """["a",{"type":"break"}]""", """[{"type":"break"},"a",{"type":"break"}]""")]
    public void What_both_sides_add_is_taken_once(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    [InlineData("""["a","b","c"]""", """["c","a","b"]""", """["a","B","c"]""", """["c","a","B"]""")]
    [InlineData("""["a","b","c"]""", """["c","a","b"]""", """["a","b","c","d"]""", """["c","d","a","b"]""")]
    [InlineData("""["a","b","c"]""", """["c","a","b"]""", """["b","c"]""", """["c","b"]""")]
    [InlineData("""["a","b","c"]""", """["c","a","b"]""", """["c","a","b"]""", """["c","a","b"]""")]
    [InlineData(
        Todo,
        """[{"t":"pay rent","done":false},{"t":"buy milk","done":false},{"t":"call Ann","done":false}]""",
        """[{"t":"buy milk","done":false},{"t":"call Ann","done":false},{"t":"pay rent","done":true}]""",
        """[{"t":"pay rent","done":true},{"t":"buy milk","done":false},{"t":"call Ann","done":false}]""")]
    public void One_side_may_move_an_element(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    // Both change one element differently, or one changes and the other removes it.
    [InlineData("""["a","b"]""", """["A","b"]""", """["x","b"]""")]
    [InlineData("""["a","b"]""", """["A","b"]""", """["b"]""")]
    [InlineData("""["a","b"]""", """["x"]""", """["y","z","w"]""")]
    [InlineData("""["a","b","c"]""", """["x","c"]""", """["a","c"]""")]
    [InlineData(Todo, """[{"t":"call Ann","done":false},{"t":"pay rent","done":false}]""", """[{"t":"buy milk","done":true},{"t":"call Ann","done":false},{"t":"pay rent","done":false}]""")]
    // An element is replaced by another one, and edited.
    [InlineData("""[{"t":"milk","done":false}]""", """[{"t":"eggs","done":false}]""", """[{"t":"milk","done":true}]""")]
    [InlineData("""[{"x":1,"y":2}]""", """[{"x":5,"y":2}]""", """[{"x":1,"y":6}]""")]
    // Both move an element to different places, or one moves and the other removes it.
    [InlineData("""["a","b","c","d"]""", """["d","a","b","c"]""", """["a","d","b","c"]""")]
    [InlineData("""["a","b","c"]""", """["c","a","b"]""", """["a","b"]""")]
    // An element without a counterpart that could be the same.
    [InlineData("""[1,"a","b"]""", """["a","b",1]""", """["a","b"]""")]
    [InlineData("""[null,"a","b"]""", """["a","b",null]""", """["a","b"]""")]
    [InlineData("""[{},"a","b","c"]""", """["a","b","c",{}]""", """["a",{},"b","c"]""")]
    // Numbers and literals only: a value that neither side wrote would be wrong.
    [InlineData("[1,2]", "[1,3]", "[4,2]")]
    [InlineData("[1,2]", "[1,2,3]", "[0,1,2]")]
    [InlineData("[true,null]", "[false,null]", "[true,true]")]
    [InlineData("[]", "[1]", "[2]")]
    [InlineData("""[[1,2],["a"]]""", """[[1,3],["a"]]""", """[[4,2],["a"]]""")]
    public void Overlapping_changes_are_refused(string @base, string theirs, string yours)
    {
        Assert.Null(Merge(@base, theirs, yours));
        Assert.Null(MergeBoth(@base, theirs, yours));
    }

    [Theory]
    [InlineData("[]", """["y"]""", """["x"]""", """["x","y"]""")]
    [InlineData("""["a"]""", """["a","y"]""", """["a","x"]""", """["a","x","y"]""")]
    [InlineData("""["a"]""", """["a","s","y"]""", """["a","s","x"]""", """["a","s","x","y"]""")]
    [InlineData("""["a","b"]""", """["a","x","y","b"]""", """["a","z","b"]""", """["a","x","y","z","b"]""")]
    [InlineData("""["a","b"]""", """["x","y","b"]""", """["a","z","b"]""", """["x","y","z","b"]""")]
    [InlineData("""[{"n":1}]""", """[{"n":1},{"n":3}]""", """[{"n":1},{"n":2}]""", """[{"n":1},{"n":2},{"n":3}]""")]
    public void What_both_sides_insert_in_one_place_is_an_overlap_unless_both_stay(string @base, string theirs, string yours, string merged)
    {
        Assert.Null(Merge(@base, theirs, yours));
        Assert.Equal(merged, MergeBoth(@base, theirs, yours));
    }

    [Fact]
    public void Text_in_an_array_is_merged_as_text() => Assert.Equal(
        """{"t":["1 two 3","x"]}""",
        Merge("""{"t":["one two three","x"]}""", """{"t":["1 two three","x"]}""", """{"t":["one two 3","x"]}""", JsonType, "/t"));

    [Theory]
    [InlineData("[\n  \"a\",\n  \"b\"\n]", "[\n  \"a\",\n  \"b\",\n  \"c\"\n]", "[\n  \"b\"\n]", "[\n  \"b\",\n  \"c\"\n]")]
    [InlineData("[ \"a\" ,{ \"n\" : 1.0 }]", "[ \"A\" ,{ \"n\" : 1.0 }]", "[ \"a\" ,{ \"n\" : 1.0 },\"\\u00e9\"]", "[ \"A\" ,{ \"n\" : 1.0 },\"\\u00e9\"]")]
    [InlineData("[\"\\u00e9\",\"b\"]", "[\"é\",\"B\"]", "[\"\\u00e9\",\"b\",\"c\"]", "[\"é\",\"B\",\"c\"]")]
    public void Unedited_elements_keep_their_bytes(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Fact]
    public void Elements_are_reported_by_their_index_in_the_base_or_in_the_side_that_added_them() => Assert.Equal(
        ["""/0 - - "new" Yours""", """/0 "a" "A" "a" Theirs""", """/1 "b" "b" - Yours""", """/2/n 1 2 1 Theirs""", """/3 - "x" - Theirs"""],
        Changes("""["a","b",{"n":1,"t":"x y"}]""", """["A","b",{"n":2,"t":"x y"},"x"]""", """["new","a",{"n":1,"t":"x y"}]"""));

    [Fact]
    public void An_element_that_both_sides_changed_is_an_overlap_of_that_element() => Assert.Equal(
        ["""/l/0 "a" "x" "y" Both!""", """/l/1 "b" "b" "B" Yours"""],
        Changes("""{"l":["a","b"]}""", """{"l":["x","b"]}""", """{"l":["y","B"]}"""));

    [Fact]
    public void Other_overlaps_are_one_change_of_the_array()
    {
        var (@base, theirs, yours) = ("""{"l":["a"],"n":1}""", """{"l":["a","x"],"n":1}""", """{"l":["a","y"],"n":2}""");
        Assert.Equal(["""/l ["a"] ["a","x"] ["a","y"] Both!""", "/n 1 1 2 Yours"], Changes(@base, theirs, yours));
        Assert.Equal("""{"l":["a","x"],"n":2}""", TextOf(Assert.IsType<MergeResult.Fields>(Result(@base, theirs, yours)).Undisputed));
    }

    [Fact]
    public void A_difference_of_two_versions_has_the_array_as_one_value()
    {
        var diff = Assert.IsType<ContentDiff.Fields>(ContentDiff.Between(Content("""["a","b"]""", JsonType), Content("""["b"]""", JsonType)));
        Assert.Equal(JsonPointer.Root, Assert.Single(diff.Edits).Path);
    }

    private static string? MergeBoth(string @base, string theirs, string yours) => TextOf(
        Result(Content(@base, JsonType), Content(theirs, JsonType), Content(yours, JsonType), MergeRules.Default with { KeepsBothInsertions = true }).Merged);
}
