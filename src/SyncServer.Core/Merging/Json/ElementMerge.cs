using System.Text.Json;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Three-way merge of arrays whose elements have no keys (docs/protocol.md, section 4.9): as sequences. An element that a side kept, edited or moved is the same
/// element on all sides. What both sides added in one place is an overlap, unless they added the same, or the policy keeps both.
/// </summary>
internal sealed class ElementMerge
{
    private readonly Sides<KeyedParts> _sides;
    private readonly ElementValues _values;
    private readonly ElementMatch _theirs;
    private readonly ElementMatch _yours;
    private readonly Work _theirWork;
    private readonly Work _yourWork;

    // For each element that theirs added, the index of the same element of yours; and which elements of yours are such.
    private readonly int[] _same;
    private readonly bool[] _isSame;

    private ElementMerge(Sides<KeyedParts> sides, Work theirWork, Work yourWork)
    {
        (_sides, _values, _theirWork, _yourWork) = (sides, new ElementValues(sides), theirWork, yourWork);
        _theirs = ElementMatch.Of(sides.Base, sides.Theirs, _values.Numbers.Base, _values.Numbers.Theirs, _values, theirWork);
        _yours = ElementMatch.Of(sides.Base, sides.Yours, _values.Numbers.Base, _values.Numbers.Yours, _values, yourWork);
        _same = new int[sides.Theirs.Count];
        Array.Fill(_same, MatchedParts.None);
        _isSame = new bool[sides.Yours.Count];
    }

    /// <summary>
    /// Matches the elements of arrays. Null if they are merged as one value: if the values are not arrays, or have too many elements, if an array has only numbers
    /// and literals, such as a coordinate, if a name is repeated in them, or if the changes of their elements overlap.
    /// </summary>
    public static MatchedParts? Match(Sides<JsonValue> values, MergeRules rules, Work theirWork, Work yourWork)
    {
        if (!values.All(v => v.Kind is JsonValueKind.Array && !IsTuple(v) && v.Tree.HashOf(v.At) != JsonHashes.Ambiguous))
        {
            return null;
        }

        var sides = values.Select(KeyedParts.OfElements);
        if (!sides.All(s => s.Count <= MergeLimits.Parts))
        {
            return null;
        }

        var merge = new ElementMerge(sides, theirWork, yourWork);
        var added = merge.FindSame();
        if (merge.Overlaps(added.Theirs, added.Yours, rules.KeepsBothInsertions))
        {
            return null;
        }

        var parts = merge.Number();
        return parts.MergedOrder.Collides || !ElementCount.AddsUp(parts, merge._values) ? null : parts;
    }

    /// <summary>Whether all elements are numbers or literals.</summary>
    private static bool IsTuple(JsonValue array)
    {
        var count = 0;
        foreach (var element in array.Parts)
        {
            if (element.IsNested || element.Kind is JsonValueKind.String)
            {
                return false;
            }

            count++;
        }

        return count > 0;
    }

    /// <summary>Finds what both sides added: a string anywhere, any other value in one place.</summary>
    private (List<Addition> Theirs, List<Addition> Yours) FindSame()
    {
        var (numbers, yourNumbers) = (_values.Numbers.Theirs, _values.Numbers.Yours);
        var places = new Dictionary<int, int>();
        for (var y = 0; y < yourNumbers.Length; y++)
        {
            if (_values.IsAddedByBoth(yourNumbers[y]) && _values.IsDistinctive(yourNumbers[y]))
            {
                places.Add(yourNumbers[y], y);
            }
        }

        for (var t = 0; t < numbers.Length; t++)
        {
            if (places.TryGetValue(numbers[t], out var y) && MayBeSame(_theirs.Bases[t], _yours.Bases[y], _values.IsString(numbers[t])))
            {
                _theirs.Detach(t);
                _yours.Detach(y);
                if (_values.IsString(numbers[t]))
                {
                    SetSame(t, y);
                }
            }
        }

        var (theirs, yours) = (_theirs.Additions(), _yours.Additions());
        var additionOf = yours.SelectMany(your => your.Indices.Select(y => (y, your))).ToDictionary();
        foreach (var their in theirs)
        {
            foreach (var t in their.Indices.Where(t => _same[t] == MatchedParts.None))
            {
                if (places.TryGetValue(numbers[t], out var y) && additionOf.TryGetValue(y, out var your) && their.Meets(your))
                {
                    SetSame(t, y);
                }
            }
        }

        foreach (var (their, your) in Meeting(theirs, yours).Where(pair => (pair.Theirs.Start, pair.Theirs.End) == (pair.Yours.Start, pair.Yours.End)))
        {
            SetSameEnds(their.Indices.FindAll(t => _same[t] == MatchedParts.None), your.Indices.FindAll(y => !_isSame[y]));
        }

        return (theirs, yours);
    }

    /// <summary>
    /// Whether equal elements are one that both sides added: not if both changed the same element to it, and, unless it is a string, not if each side changed
    /// another element to it.
    /// </summary>
    private static bool MayBeSame(int theirBase, int yourBase, bool isString) => theirBase != yourBase
        ? isString || theirBase == MatchedParts.None || yourBase == MatchedParts.None
        : theirBase == MatchedParts.None;

    /// <summary>Equal elements at the start and at the end of what both sides added in one place.</summary>
    private void SetSameEnds(List<int> theirs, List<int> yours)
    {
        var (start, fewer) = (0, Math.Min(theirs.Count, yours.Count));
        for (; start < fewer && AreEqual(theirs[start], yours[start]); start++)
        {
            SetSame(theirs[start], yours[start]);
        }

        for (var end = 1; end <= fewer - start && AreEqual(theirs[^end], yours[^end]); end++)
        {
            SetSame(theirs[^end], yours[^end]);
        }

        bool AreEqual(int t, int y) => _values.Numbers.Theirs[t] == _values.Numbers.Yours[y];
    }

    private void SetSame(int t, int y) => (_same[t], _isSame[y]) = (y, true);

    private bool Overlaps(List<Addition> theirs, List<Addition> yours, bool keepsBoth)
    {
        var theirOwn = theirs.FindAll(their => their.Indices.Exists(t => _same[t] == MatchedParts.None));
        var yourOwn = yours.FindAll(your => your.Indices.Exists(y => !_isSame[y]));
        return (!keepsBoth && Meeting(theirOwn, yourOwn).Any())
            // What both removed where one side added something may have been edited.
            || theirOwn.Concat(yourOwn).Any(own => Enumerable.Range(own.Start, own.End - own.Start).Any(b => !_theirs.Kept[b] && !_yours.Kept[b]))
            || _theirs.Moved.Any(b => !_yours.Kept[b])
            || _yours.Moved.Any(b => !_theirs.Kept[b])
            || HasEditedCopy(_sides.Theirs, _theirs, t => _same[t] == MatchedParts.None, _theirWork)
            || HasEditedCopy(_sides.Yours, _yours, y => !_isSame[y], _yourWork);
    }

    /// <summary>Whether a side added something similar to what both removed: it moved and edited that, and the other side moved or removed it.</summary>
    private bool HasEditedCopy(KeyedParts side, ElementMatch match, Func<int, bool> isOwn, Work work)
    {
        var removed = Values(_sides.Base, b => !_theirs.Kept[b] && !_yours.Kept[b]);
        var added = Values(side, i => match.Bases[i] == MatchedParts.None ? isOwn(i) : match.Replaced.Contains(match.Bases[i]));
        if (removed.Count == 0 || added.Count == 0)
        {
            return false;
        }

        // Too many are an overlap.
        return _values.SimilarityOf(removed, added, work) is not { } similarity
            || Enumerable.Range(0, removed.Count).Any(one => Enumerable.Range(0, added.Count).Any(other => similarity(one, other) > 0));

        static List<JsonValue> Values(KeyedParts parts, Func<int, bool> condition) =>
            [.. Enumerable.Range(0, parts.Count).Where(condition).Select(parts.Value).Where(v => v.IsNested)];
    }

    /// <summary>The pairs of additions that are in one place, or may be.</summary>
    private static IEnumerable<(Addition Theirs, Addition Yours)> Meeting(List<Addition> theirs, List<Addition> yours)
    {
        for (var (t, y) = (0, 0); t < theirs.Count && y < yours.Count;)
        {
            if (theirs[t].Meets(yours[y]))
            {
                yield return (theirs[t], yours[y]);
            }

            var order = theirs[t].End.CompareTo(yours[y].End);
            (t, y) = (order <= 0 ? t + 1 : t, order >= 0 ? y + 1 : y);
        }
    }

    private MatchedParts Number()
    {
        var count = _sides.Base.Count;
        var theirs = new int[_sides.Theirs.Count];
        var yours = new int[_sides.Yours.Count];
        Array.Fill(yours, MatchedParts.None);
        for (var t = 0; t < theirs.Length; t++)
        {
            theirs[t] = _theirs.Bases[t] == MatchedParts.None ? count++ : _theirs.Bases[t];
            if (_same[t] != MatchedParts.None)
            {
                yours[_same[t]] = theirs[t];
            }
        }

        for (var y = 0; y < yours.Length; y++)
        {
            yours[y] = yours[y] != MatchedParts.None ? yours[y] : _yours.Bases[y] == MatchedParts.None ? count++ : _yours.Bases[y];
        }

        var order = new Sides<int[]>([.. Enumerable.Range(0, _sides.Base.Count)], theirs, yours);
        return new MatchedParts(_sides, order, count, _theirs.Replaced.Union(_yours.Replaced).ToHashSet());
    }
}
