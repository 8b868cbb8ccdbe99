namespace SyncServer.Core.Merging.RichText;

/// <summary>The sets of marks of one merge, and their three-way merge.</summary>
internal sealed class MarkSets
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

    /// <summary>The set of these marks. A mark whose type is repeated is a type of its own.</summary>
    public MarkSet Of(IReadOnlyList<Mark> marks)
    {
        var key = string.Join('\u0001', marks.Select(m => m.Source));
        if (!_sets.TryGetValue(key, out var set))
        {
            var repeats = marks.DistinctBy(m => m.Type, StringComparer.Ordinal).Count() < marks.Count;
            set = new MarkSet(repeats ? [.. marks.Select(m => new Mark(m.Source, m.Source)).Distinct()] : marks);
            _sets.Add(key, set);
            for (var i = 0; i < marks.Count; i++)
            {
                for (var j = i + 1; j < marks.Count; j++)
                {
                    _orders.Add((marks[i].Type, marks[j].Type));
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
        var merged = new List<Mark>();
        foreach (var type in @base.Marks.Concat(theirs.Marks).Concat(yours.Marks).Select(m => m.Type).Distinct(StringComparer.Ordinal))
        {
            var (old, their, your) = (@base.Of(type), theirs.Of(type), yours.Of(type));
            if (!string.Equals(their, your, StringComparison.Ordinal) && !string.Equals(their, old, StringComparison.Ordinal) && !string.Equals(your, old, StringComparison.Ordinal))
            {
                return null;
            }

            if ((string.Equals(their, old, StringComparison.Ordinal) ? your : their) is { } source)
            {
                merged.Add(new Mark(type, source));
            }
        }

        merged.Sort(Compare);
        return merged.Exists(m => m.Type is Code) && merged.Exists(m => m.Type is not Code && !AreSeen(m.Type, Code)) ? null : Of(merged);
    }

    private bool AreSeen(string one, string other) => _orders.Contains((one, other)) || _orders.Contains((other, one));

    private int Compare(Mark one, Mark other)
    {
        if (_orders.Contains((one.Type, other.Type)) != _orders.Contains((other.Type, one.Type)))
        {
            return _orders.Contains((one.Type, other.Type)) ? -1 : 1;
        }

        var (rank, otherRank) = (Array.IndexOf(Rank, one.Type), Array.IndexOf(Rank, other.Type));
        return rank != otherRank ? ((uint)rank).CompareTo((uint)otherRank) : string.CompareOrdinal(one.Source, other.Source);
    }
}
