using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Text;

/// <summary>Every edit of one place in a small text on one side, against every such edit on the other.</summary>
public sealed class EveryTextTests
{
    /// <summary>Each line is one word, so that merging by word or by line comes to the same.</summary>
    [Fact]
    public void Every_two_edits_of_lines() => CheckAll(["a\n", "b\n", "c\n", "d\n"], piece => piece + "\n");

    /// <summary>As the last line has no end, the text after it is part of an edit of that line.</summary>
    [Fact]
    public void Every_two_edits_of_words() => CheckAll(["<a>", "<b>", "<c>", "<d>"], piece => $"<{piece}>");

    private static void CheckAll(string[] pieces, Func<string, string> piece)
    {
        foreach (var theirs in EveryEdit(pieces.Length, piece("x")))
        {
            foreach (var yours in EveryEdit(pieces.Length, piece("y")).Append(theirs))
            {
                var merged = Merge(string.Concat(pieces), theirs.Apply(pieces), yours.Apply(pieces), TextType);
                Assert.Equal(Expected(pieces, theirs, yours), merged);
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
