using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

/// <summary>Parts that one side moved, and the other moved to another place, removed or edited (docs/protocol.md, section 4.9).</summary>
public sealed class MoveTests
{
    [Theory]
    // Elements with keys: moved to two places, or moved and removed.
    [InlineData("""{"todo":[{"id":1}],"doing":[],"done":[]}""", """{"todo":[],"doing":[{"id":1}],"done":[]}""", """{"todo":[],"doing":[],"done":[{"id":1}]}""")]
    [InlineData("""{"todo":[{"id":1}],"doing":[],"done":[]}""", """{"todo":[],"doing":[{"id":1}],"done":[]}""", """{"todo":[],"doing":[],"done":[]}""")]
    [InlineData("""{"todo":[{"key":"a"}],"doing":[]}""", """{"todo":[],"doing":[{"key":"a","t":1}]}""", """{"todo":[],"doing":[]}""")]
    // Members of objects that map ids to values.
    [InlineData(
        """{"todo":{"c1":{"t":"x"}},"doing":{},"done":{}}""", """{"todo":{},"doing":{"c1":{"t":"x"}},"done":{}}""", """{"todo":{},"doing":{},"done":{"c1":{"t":"x"}}}""")]
    [InlineData("""{"todo":{"c1":{"t":"x"}},"doing":{}}""", """{"todo":{},"doing":{"c1":{"t":"x"}}}""", """{"todo":{},"doing":{}}""")]
    [InlineData("""{"todo":{"c1":{"t":"x"}},"doing":{}}""", """{"todo":{},"doing":{"c1":{"t":"y"}}}""", """{"todo":{},"doing":{}}""")]
    [InlineData("""{"todo":{"c1":true},"doing":{},"done":{}}""", """{"todo":{},"doing":{"c1":true},"done":{}}""", """{"todo":{},"doing":{},"done":{"c1":true}}""")]
    [InlineData("""{"todo":{"c\u00e91":1},"doing":{}}""", """{"todo":{},"doing":{"cé1":1}}""", """{"todo":{},"doing":{}}""")]
    // Arrays of ids beside the cards, and arrays without keys.
    [InlineData("""{"todo":["c1"],"doing":[],"done":[]}""", """{"todo":[],"doing":["c1"],"done":[]}""", """{"todo":[],"doing":[],"done":["c1"]}""")]
    [InlineData("""{"todo":[1,2],"doing":[]}""", """{"todo":[2],"doing":[1]}""", """{"todo":[2],"doing":[]}""")]
    [InlineData(
        """{"cards":{"c1":{"t":1}},"todo":["c1"],"doing":[]}""", """{"cards":{"c1":{"t":1}},"todo":[],"doing":["c1"]}""", """{"cards":{},"todo":[],"doing":[]}""")]
    [InlineData("""{"todo":[{"t":"a b"}],"doing":[],"done":[]}""", """{"todo":[],"doing":[{"t":"a b"}],"done":[]}""", """{"todo":[],"doing":[],"done":[{"t":"a b"}]}""")]
    // In the place of another element.
    [InlineData("""{"todo":["a","b"],"doing":["c"]}""", """{"todo":["a"],"doing":["b"]}""", """{"todo":["a"],"doing":["c"]}""")]
    // Between columns that are elements.
    [InlineData(
        """[{"id":"a","cards":[{"id":1}]},{"id":"b","cards":[]},{"id":"c","cards":[]}]""",
        """[{"id":"a","cards":[]},{"id":"b","cards":[{"id":1}]},{"id":"c","cards":[]}]""",
        """[{"id":"a","cards":[]},{"id":"b","cards":[]},{"id":"c","cards":[{"id":1}]}]""")]
    // A part within a part.
    [InlineData("""{"a":{"x":{"y":{"k":"v"}}},"b":{}}""", """{"a":{"x":{}},"b":{"y":{"k":"v"}}}""", """{"a":{"x":{}},"b":{}}""")]
    // Both sides remove the column; one side moved the card out of it before.
    [InlineData("""{"todo":{"c1":{"t":"x"}},"doing":{}}""", """{"doing":{"c1":{"t":"x"}}}""", """{"doing":{}}""")]
    [InlineData("""{"cols":[{"id":"a","cards":[{"id":1}]},{"id":"b","cards":[]}]}""", """{"cols":[{"id":"b","cards":[{"id":1}]}]}""", """{"cols":[{"id":"b","cards":[]}]}""")]
    // Into a new column, or one that was null.
    [InlineData("""{"todo":[{"id":1}]}""", """{"todo":[],"doing":[{"id":1}]}""", """{"todo":[],"done":[{"id":1}]}""")]
    [InlineData("""{"todo":[{"id":1}],"doing":null,"done":null}""", """{"todo":[],"doing":[{"id":1}],"done":null}""", """{"todo":[],"doing":null,"done":[{"id":1}]}""")]
    // A column is renamed.
    [InlineData(
        """{"todo":{"c1":{"t":"x"},"c2":{"t":"y"}}}""", """{"open":{"c1":{"t":"x"},"c2":{"t":"y"}}}""", """{"next":{"c1":{"t":"x"},"c2":{"t":"y"}}}""")]
    // One side moves, the other edits.
    [InlineData("""{"todo":[{"id":1,"t":1}],"doing":[]}""", """{"todo":[],"doing":[{"id":1,"t":1}]}""", """{"todo":[{"id":1,"t":2}],"doing":[]}""")]
    [InlineData("""{"todo":{"c1":{"t":1}},"doing":{}}""", """{"todo":{},"doing":{"c1":{"t":1}}}""", """{"todo":{"c1":{"t":2}},"doing":{}}""")]
    // Both sides move to one place, and one also edits.
    [InlineData("""{"todo":{"c1":{"t":1}},"doing":{}}""", """{"todo":{},"doing":{"c1":{"t":1}}}""", """{"todo":{},"doing":{"c1":{"t":2}}}""")]
    // Both sides reorder an array.
    [InlineData("""[{"id":1},{"id":2},{"id":3}]""", """[{"id":2},{"id":1},{"id":3}]""", """[{"id":1},{"id":3},{"id":2}]""")]
    public void A_part_moved_by_one_side_and_moved_removed_or_edited_by_the_other_is_refused(string @base, string theirs, string yours) =>
        Assert.Null(Merge(@base, theirs, yours));

    [Theory]
    [InlineData(
        """{"todo":[{"id":1},{"id":2}],"done":[]}""", """{"todo":[{"id":2}],"done":[{"id":1}]}""", """{"todo":[{"id":1},{"id":2,"t":1}],"done":[]}""",
        """{"todo":[{"id":2,"t":1}],"done":[{"id":1}]}""")]
    [InlineData(
        """{"todo":{"c1":{"t":1},"c2":{"t":1}},"done":{}}""", """{"todo":{"c2":{"t":1}},"done":{"c1":{"t":1}}}""", """{"todo":{"c1":{"t":1},"c2":{"t":2}},"done":{}}""",
        """{"todo":{"c2":{"t":2}},"done":{"c1":{"t":1}}}""")]
    // Both sides move it to the same place.
    [InlineData(
        """{"todo":{"c1":{"t":1}},"done":{}}""", """{"todo":{},"done":{"c1":{"t":1}},"n":1}""", """{"todo":{},"done":{"c1":{"t":1}}}""",
        """{"todo":{},"done":{"c1":{"t":1}},"n":1}""")]
    [InlineData(
        """{"todo":["a"],"doing":[]}""", """{"todo":[],"doing":["a"]}""", """{"todo":["a","b"],"doing":[]}""",
        """{"todo":["b"],"doing":["a"]}""")]
    // Two cards, each moved by one side.
    [InlineData(
        """{"todo":[{"id":1},{"id":2}],"done":[],"doing":[]}""", """{"todo":[{"id":2}],"done":[{"id":1}],"doing":[]}""", """{"todo":[{"id":1}],"done":[],"doing":[{"id":2}]}""",
        """{"todo":[],"done":[{"id":1}],"doing":[{"id":2}]}""")]
    public void A_moved_part_is_only_in_its_new_place(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));

    [Theory]
    // Both sides remove a card, and one adds another card with the same member names and with values that others have too.
    [InlineData(
        """{"c1":{"t":"a","done":true,"by":"amy"},"c2":{"t":"b","done":true,"by":"amy"}}""",
        """{"c2":{"t":"b","done":true,"by":"amy"},"c3":{"t":"c","done":true,"by":"amy"}}""",
        """{"c2":{"t":"b","done":true,"by":"amy"}}""",
        """{"c2":{"t":"b","done":true,"by":"amy"},"c3":{"t":"c","done":true,"by":"amy"}}""")]
    [InlineData("""[{"id":1,"n":7,"done":true}]""", """[{"id":2,"n":7,"done":true}]""", "[]", """[{"id":2,"n":7,"done":true}]""")]
    [InlineData("""{"on":{"a":true}}""", """{"on":{"b":true}}""", """{"on":{}}""", """{"on":{"b":true}}""")]
    public void Changes_that_resemble_a_move_are_merged(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours));
}
