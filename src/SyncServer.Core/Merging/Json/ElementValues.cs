using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>Numbers the values of the elements of three arrays from 0. Equal values get the same number.</summary>
internal sealed class ElementValues
{
    private readonly List<JsonValue> _values = [];
    private readonly Dictionary<JsonValue, int> _numbers = new(SameValue.Instance);
    private readonly Sides<int[]> _counts;
    private readonly KeyedParts _base;
    private HashSet<int>? _sharedFeatures;

    /// <summary>Numbers the elements. The hash of none of them may be <see cref="JsonHashes.Ambiguous"/>.</summary>
    public ElementValues(Sides<KeyedParts> sides)
    {
        _base = sides.Base;
        var @base = NumbersOf(sides.Base, sides.Base, []);
        Numbers = new Sides<int[]>(@base, NumbersOf(sides.Theirs, sides.Base, @base), NumbersOf(sides.Yours, sides.Base, @base));
        _counts = Numbers.Select(numbers =>
        {
            var counts = new int[Count];
            Array.ForEach(numbers, number => counts[number]++);
            return counts;
        });
    }

    /// <summary>The numbers of each side's elements.</summary>
    public Sides<int[]> Numbers { get; }

    /// <summary>The number of distinct values.</summary>
    public int Count => _values.Count;

    /// <summary>Whether the value is a string.</summary>
    public bool IsString(int number) => _values[number].Kind is JsonValueKind.String;

    /// <summary>Whether the value is unlikely to occur twice by chance: not a number, literal, or empty string, array or object.</summary>
    public bool IsDistinctive(int number) => _values[number].Kind switch
    {
        JsonValueKind.String => _values[number].Span.Length > 2,
        JsonValueKind.Object or JsonValueKind.Array => _values[number].Parts.MoveNext(),
        _ => false,
    };

    /// <summary>How often the base has the value.</summary>
    public int CountInBase(int number) => _counts.Base[number];

    /// <summary>Whether each side added the value once, and the base does not have it.</summary>
    public bool IsAddedByBoth(int number) => _counts.Base[number] == 0 && _counts.Theirs[number] == 1 && _counts.Yours[number] == 1;

    /// <summary>The similarity of elements of the base and of a side, by index; null if there are none that can be similar, or too many.</summary>
    public Func<int, int, double>? SimilarityOf(List<JsonValue> old, List<JsonValue> @new, Work work)
    {
        if (!old.Exists(v => v.IsNested) || !@new.Exists(v => v.IsNested) || (long)old.Count * @new.Count > SimilarPairs.Max)
        {
            return null;
        }

        _sharedFeatures ??= Features.SharedBy(_base);
        var (features, newFeatures) = (old.ConvertAll(v => new Features(v, _sharedFeatures)), @new.ConvertAll(v => new Features(v, _sharedFeatures)));
        return work.TrySpend(((features.Sum(f => f.Count) + (long)old.Count) * @new.Count) + ((newFeatures.Sum(f => f.Count) + (long)@new.Count) * old.Count))
            ? (i, j) => features[i].SimilarityTo(newFeatures[j])
            : null;
    }

    private int[] NumbersOf(KeyedParts side, KeyedParts @base, int[] baseNumbers)
    {
        var numbers = new int[side.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var value = side.Value(i);
            // Often it is the one of the base with the same index.
            if (i < baseNumbers.Length && value.Span.SequenceEqual(@base.Value(i).Span))
            {
                numbers[i] = baseNumbers[i];
            }
            else if (!_numbers.TryGetValue(value, out numbers[i]))
            {
                _numbers.Add(value, numbers[i] = _values.Count);
                _values.Add(value);
            }
        }

        return numbers;
    }

    private sealed class SameValue : IEqualityComparer<JsonValue>
    {
        public static readonly SameValue Instance = new();

        public bool Equals(JsonValue x, JsonValue y) => JsonEquality.AreEqual(x, y);

        public int GetHashCode([DisallowNull] JsonValue obj) => obj.Tree.HashOf(obj.At);
    }
}
