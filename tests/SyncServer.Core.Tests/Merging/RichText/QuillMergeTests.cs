using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Tests.Merging.RichText;

/// <summary>The smallest cases of what two people do to a Quill delta. The generated ones are in tests/syncserver-js/rich-quill.test.js.</summary>
public sealed class QuillMergeTests
{
    [Theory]
    [InlineData("""[{"insert":"a b\nc\n"}]""", """[{"insert":"A b\nc\n"}]""", """[{"insert":"a b\nc"},{"insert":"\n","attributes":{"header":1}}]""", """[{"insert":"A b\nc"},{"insert":"\n","attributes":{"header":1}}]""")]
    [InlineData("""[{"insert":"one two\n"}]""", """[{"insert":"one "},{"insert":"two","attributes":{"bold":true}},{"insert":"\n"}]""", """[{"insert":"1 two\n"}]""", """[{"insert":"1 "},{"insert":"two","attributes":{"bold":true}},{"insert":"\n"}]""")]
    [InlineData("""[{"insert":"a"},{"insert":{"image":"x"}},{"insert":" b\n"}]""", """[{"insert":"a"},{"insert":{"image":"x"}},{"insert":" B\n"}]""", """[{"insert":"A"},{"insert":{"image":"x"}},{"insert":" b\n"}]""", """[{"insert":"A"},{"insert":{"image":"x"}},{"insert":" B\n"}]""")]
    [InlineData("""[{"insert":"a\n"}]""", """[{"insert":"x\n"}]""", """[{"insert":"y\n"}]""", null)]
    // A line that has two lists at once is what no side wrote.
    [InlineData("""[{"insert":"a\n"}]""", """[{"insert":"a"},{"insert":"\n","attributes":{"list":"bullet"}}]""", """[{"insert":"a"},{"insert":"\n","attributes":{"list":"ordered"}}]""", null)]
    public void Deltas_of_two_sides_are_merged(string @base, string theirs, string yours, string? merged)
    {
        foreach (var (one, other) in (ReadOnlySpan<(string, string)>)[(theirs, yours), (yours, theirs)])
        {
            var result = ThreeWayMerge.Merge(Delta(@base), Delta(one), Delta(other), MergeRules.Default with { KeepsBothInsertions = true });
            Assert.Equal(merged is null ? null : $$"""{"ops":{{merged}}}""", result.Merged is { } content ? Encoding.UTF8.GetString(content.Bytes.Span) : null);
        }
    }

    [Fact]
    public void A_delta_below_a_pointer_is_merged_where_the_policy_says_so()
    {
        var rules = new MergeRules(MergeRules.At(JsonPointer.Of("body"), MergeFormat.Quill), KeepsBothInsertions: true);
        var merged = ThreeWayMerge.Merge(
            Json("""{"title":"t","body":[{"insert":"a b\n"}]}"""), Json("""{"title":"T","body":[{"insert":"A b\n"}]}"""), Json("""{"title":"t","body":[{"insert":"a B\n"}]}"""), rules).Merged;
        Assert.Equal("""{"title":"T","body":[{"insert":"A B\n"}]}""", Encoding.UTF8.GetString(merged!.Bytes.Span));
    }

    private static Content Delta(string operations) => Json($$"""{"ops":{{operations}}}""");

    private static Content Json(string json) => new("application/json", Encoding.UTF8.GetBytes(json));
}
