using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

public sealed class KeyedArrayTests
{
    private const string Three = """[{"id":1,"t":"a"},{"id":2,"t":"b"},{"id":3,"t":"c"}]""";

    [Theory]
    // Edits of different elements, and of different members of one element.
    [InlineData(
        Three,
        """[{"id":1,"t":"A"},{"id":2,"t":"b"},{"id":3,"t":"c"}]""",
        """[{"id":1,"t":"a"},{"id":2,"t":"b"},{"id":3,"t":"C"}]""",
        """[{"id":1,"t":"A"},{"id":2,"t":"b"},{"id":3,"t":"C"}]""")]
    [InlineData("""[{"id":1,"t":"a"}]""", """[{"id":1,"t":"A"}]""", """[{"id":1,"t":"a","done":true}]""", """[{"id":1,"t":"A","done":true}]""")]
    // Additions, removals, moves.
    [InlineData("[]", """[{"id":1}]""", """[{"id":2}]""", """[{"id":1},{"id":2}]""")]
    [InlineData("""[ {"id":1} ]""", """[ {"id":1}, {"id":8} ]""", """[ {"id":1}, {"id":7} ]""", """[ {"id":1}, {"id":7}, {"id":8} ]""")]
    [InlineData("""[{"id":1}]""", """[{"id":2},{"id":1}]""", """[{"id":1},{"id":3}]""", """[{"id":2},{"id":1},{"id":3}]""")]
    [InlineData("""[{"id":1},{"id":2},{"id":3}]""", """[{"id":2},{"id":3}]""", """[{"id":1},{"id":2}]""", """[{"id":2}]""")]
    [InlineData("""[{"id":1},{"id":2},{"id":3}]""", """[{"id":1},{"id":3}]""", """[{"id":1},{"id":2},{"id":9},{"id":3}]""", """[{"id":1},{"id":9},{"id":3}]""")]
    [InlineData(
        Three,
        """[{"id":3,"t":"c"},{"id":1,"t":"a"},{"id":2,"t":"b"}]""",
        """[{"id":1,"t":"a"},{"id":2,"t":"B"},{"id":3,"t":"c"}]""",
        """[{"id":3,"t":"c"},{"id":1,"t":"a"},{"id":2,"t":"B"}]""")]
    [InlineData("""[{"id":1},{"id":2},{"id":3}]""", """[{"id":3},{"id":1},{"id":2}]""", """[{"id":1},{"id":2}]""", """[{"id":1},{"id":2}]""")]
    [InlineData(
        """[{"id":1},{"id":2},{"id":3}]""",
        """[{"id":3},{"id":1},{"id":2}]""",
        """[{"id":1},{"id":2},{"id":3},{"id":4}]""",
        """[{"id":3},{"id":4},{"id":1},{"id":2}]""")]
    // Keys: strings, `key`, both kinds of nesting.
    [InlineData(
        """[{"id":"1","t":1},{"id":1,"t":1}]""",
        """[{"id":"1","t":2},{"id":1,"t":1}]""",
        """[{"id":"1","t":1},{"id":1,"t":3}]""",
        """[{"id":"1","t":2},{"id":1,"t":3}]""")]
    [InlineData("""[{"key":"a","t":1}]""", """[{"key":"a","t":2}]""", """[{"key":"a","t":1},{"key":"b"}]""", """[{"key":"a","t":2},{"key":"b"}]""")]
    [InlineData(
        """[{"id":1,"s":[{"key":"x","v":1}]}]""",
        """[{"id":1,"s":[{"key":"x","v":2}]}]""",
        """[{"id":1,"s":[{"key":"x","v":1},{"key":"y"}]}]""",
        """[{"id":1,"s":[{"key":"x","v":2},{"key":"y"}]}]""")]
    [InlineData(
        """[{"id":"a\"","t":1},{"id":"a","t":1}]""",
        """[{"id":"a\"","t":2},{"id":"a","t":1}]""",
        """[{"id":"a\"","t":1},{"id":"a","t":3}]""",
        """[{"id":"a\"","t":2},{"id":"a","t":3}]""")]
    // Both sides made the same edit.
    [InlineData("[]", """[{"id":1},{"id":5}]""", """[{"id":1},{"id":6}]""", """[{"id":1},{"id":5},{"id":6}]""")]
    [InlineData(
        """[{"id":1},{"id":2},{"id":3,"t":1}]""",
        """[{"id":2},{"id":1},{"id":3,"t":2}]""",
        """[{"id":2},{"id":1},{"id":3,"t":1,"u":1}]""",
        """[{"id":2},{"id":1},{"id":3,"t":2,"u":1}]""")]
    public void Arrays_of_elements_with_keys_are_merged_by_element(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    [InlineData("""[{"id":1,"t":1}]""", """[{"id":1,"t":2}]""", """[{"id":1,"t":3}]""")]
    [InlineData("""[{"id":1,"t":1}]""", "[]", """[{"id":1,"t":3}]""")]
    [InlineData("[]", """[{"id":1,"t":2}]""", """[{"id":1,"t":3}]""")]
    // Both sides reorder, in different ways.
    [InlineData("""[{"id":1},{"id":2},{"id":3}]""", """[{"id":2},{"id":1},{"id":3}]""", """[{"id":1},{"id":3},{"id":2}]""")]
    public void Overlapping_changes_are_refused(string @base, string theirs, string yours) => Assert.Null(Merge(@base, theirs, yours));

    [Fact]
    public void Elements_are_reported_by_their_index_in_the_base_or_in_the_side_that_added_them() => Assert.Equal(
        ["""/1/t "b" "B" "b" Theirs""", """/2 {"id":3,"t":"c"} {"id":3,"t":"c"} - Yours""", """/0 - - {"id":0} Yours"""],
        Changes(Three, Three.Replace("\"b\"", "\"B\""), """[{"id":0},{"id":1,"t":"a"},{"id":2,"t":"b"}]""").OrderBy(c => c.StartsWith("/0", StringComparison.Ordinal)));

    [Fact]
    public void An_array_in_another_order_is_reported_as_one_change() => Assert.Equal(
        ["""/l [{"id":1},{"id":2}] [{"id":2},{"id":1}] [{"id":1,"t":1},{"id":2}] Both"""],
        Changes("""{"l":[{"id":1},{"id":2}]}""", """{"l":[{"id":2},{"id":1}]}""", """{"l":[{"id":1,"t":1},{"id":2}]}"""));
}
