using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Text;

/// <summary>Every edit of one place in a small text on one side, merged with every such edit on the other side.</summary>
public sealed class EveryTextTests
{
    [Fact]
    public void Every_pair_of_edits_of_tags_is_merged_correctly() => CheckAll(["<a>", "<b>", "<c>", "<d>"], piece => $"<{piece}>", (_, _, merged) => Assert.Null(merged));

    /// <summary>Overlapping edits of lines may still be merged by word. Then every word must occur as often as expected.</summary>
    [Fact]
    public void Every_pair_of_edits_of_lines_is_merged_correctly() => CheckAll(["a\n", "b\n", "c\n", "d\n"], piece => piece + "\n", (theirs, yours, merged) =>
    {
        if (merged is not null)
        {
            Assert.All("abcd", word => Assert.Equal(theirs.Count(c => c == word) * yours.Count(c => c == word), merged.Count(c => c == word)));
            Assert.Equal(theirs.Count(c => c == 'x'), merged.Count(c => c == 'x'));
            Assert.Equal(yours.Count(c => c == 'y'), merged.Count(c => c == 'y'));
        }
    });

    private static void CheckAll(string[] pieces, Func<string, string> piece, Action<string, string, string?> checkOverlap)
    {
        foreach (var theirs in EveryEdit(pieces.Length, piece("x")))
        {
            foreach (var yours in EveryEdit(pieces.Length, piece("y")).Append(theirs))
            {
                var merged = Merge(string.Concat(pieces), theirs.Apply(pieces), yours.Apply(pieces), TextType);
                if (Expected(pieces, theirs, yours) is { } expected)
                {
                    Assert.Equal(expected, merged);
                }
                else
                {
                    checkOverlap(theirs.Apply(pieces), yours.Apply(pieces), merged);
                }
            }
        }
    }

    private static IEnumerable<Edit> EveryEdit(int length, string piece) =>
        from start in Enumerable.Range(0, length + 1)
        from end in Enumerable.Range(start, length + 1 - start)
        from count in Enumerable.Range(0, 3)
        select new Edit(start, end, string.Concat(Enumerable.Repeat(piece, count)));

    private static string? Expected(string[] pieces, Edit theirs, Edit yours)
    {
        if (theirs == yours || yours.IsNone)
        {
            return theirs.Apply(pieces);
        }

        if (theirs.IsNone)
        {
            return yours.Apply(pieces);
        }

        var (first, second) = (theirs.Start, theirs.End).CompareTo((yours.Start, yours.End)) <= 0 ? (theirs, yours) : (yours, theirs);
        var overlaps = second.Start < first.End || (second.Start == first.Start && second.End == first.End);
        return overlaps ? null
            : string.Concat(pieces[..first.Start]) + first.Text + string.Concat(pieces[first.End..second.Start]) + second.Text + string.Concat(pieces[second.End..]);
    }

    private sealed record Edit(int Start, int End, string Text)
    {
        public bool IsNone => Start == End && Text.Length == 0;

        public string Apply(string[] pieces) => string.Concat(pieces[..Start]) + Text + string.Concat(pieces[End..]);
    }
}
