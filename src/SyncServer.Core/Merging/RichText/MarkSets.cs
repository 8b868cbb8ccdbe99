namespace SyncServer.Core.Merging.RichText;

/// <summary>The sets of marks of one merge, and their three-way merge.</summary>
/// <param name="areNested">Whether the order of marks of one type matters.</param>
internal sealed class MarkSets(bool areNested)
{
    // No other mark beside it in most schemas.
    private const string Code = "code";

    // The order of the common schemas, for two marks that no version has together.
    private static readonly string[] Rank = ["link", "em", "bold", "strong", "code", "italic", "strike", "underline", "subscript", "superscript", "textStyle", "highlight"];

    private readonly Dictionary<string, MarkSet> _sets = new(StringComparer.Ordinal);
    private readonly HashSet<(string Before, string After)> _orders = [];
    private readonly Dictionary<(MarkSet Base, MarkSet Theirs, MarkSet Yours), MarkSet?> _merged = [];

    /// <summary>No marks.</summary>
    public MarkSet None => Of([]);

    /// <summary>The set of these marks, of which there are at most <see cref="MergeLimits.Marks"/>.</summary>
    public MarkSet Of(IReadOnlyList<Mark> marks)
    {
        var key = string.Join('\u0001', marks.Select(m => m.Source));
        if (!_sets.TryGetValue(key, out var set))
        {
            _sets.Add(key, set = new MarkSet([.. marks.Distinct()]));
            for (var i = 0; i < marks.Count; i++)
            {
                for (var j = i + 1; j < marks.Count; j++)
                {
                    _orders.Add(OrderOf(marks[i], marks[j]));
                }
            }
        }

        return set;
    }

    /// <summary>The marks with the changes of both sides; null if both changed one mark differently, or the marks exclude each other.</summary>
    public MarkSet? Merge(MarkSet @base, MarkSet theirs, MarkSet yours)
    {
        if (theirs == yours || yours == @base)
        {
            return theirs;
        }

        if (theirs == @base)
        {
            return yours;
        }

        if (!_merged.TryGetValue((@base, theirs, yours), out var merged))
        {
            _merged.Add((@base, theirs, yours), merged = MergeNew(@base, theirs, yours));
        }

        return merged;
    }

    private MarkSet? MergeNew(MarkSet @base, MarkSet theirs, MarkSet yours)
    {
        // A type that a run has twice, such as comments, does not identify a mark.
        var bySource = @base.RepeatsType || theirs.RepeatsType || yours.RepeatsType;
        var merged = new List<Mark>();
        foreach (var mark in @base.Marks.Concat(theirs.Marks).Concat(yours.Marks).DistinctBy(m => bySource ? m.Source : m.Type, StringComparer.Ordinal))
        {
            var (old, their, your) = (@base.Find(mark, bySource), theirs.Find(mark, bySource), yours.Find(mark, bySource));
            if (their != your && their != old && your != old)
            {
                return null;
            }

            if ((their == old ? your : their) is { } found)
            {
                merged.Add(found);
            }
        }

        if (areNested && bySource && merged.Exists(m => merged.Exists(other => m != other && string.Equals(m.Type, other.Type, StringComparison.Ordinal)
            && !_orders.Contains(OrderOf(m, other)) && !_orders.Contains(OrderOf(other, m)))))
        {
            return null;
        }

        return merged.Exists(m => m.Type is Code) && merged.Exists(m => m.Type is not Code && !AreSeen(m.Type, Code)) ? null : Of(Sort(merged));
    }

    private static (string Before, string After) OrderOf(Mark before, Mark after) =>
        string.Equals(before.Type, after.Type, StringComparison.Ordinal) ? (before.Source, after.Source) : (before.Type, after.Type);

    private bool AreSeen(string one, string other) => _orders.Contains((one, other)) || _orders.Contains((other, one));

    /// <summary>The order that the versions show, and where they show none, that of the common schemas.</summary>
    private List<Mark> Sort(List<Mark> marks)
    {
        var sorted = new List<Mark>(marks.Count);
        marks.Sort((one, other) => Array.IndexOf(Rank, one.Type) is var rank && Array.IndexOf(Rank, other.Type) is var otherRank && rank != otherRank
            ? ((uint)rank).CompareTo((uint)otherRank) : string.CompareOrdinal(one.Source, other.Source));
        while (marks.Count > 0)
        {
            var first = marks.FindIndex(mark => !marks.Exists(other => _orders.Contains(OrderOf(other, mark)) && !_orders.Contains(OrderOf(mark, other))));
            sorted.Add(marks[Math.Max(first, 0)]);
            marks.RemoveAt(Math.Max(first, 0));
        }

        return sorted;
    }
}
