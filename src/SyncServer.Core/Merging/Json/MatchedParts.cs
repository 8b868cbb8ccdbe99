using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>The parts of three objects or arrays. Each part has a number, which identifies it on all sides.</summary>
internal sealed class MatchedParts
{
    /// <summary>The index of a part that a side does not have.</summary>
    public const int None = -1;

    // Up to this number, comparing each key with each other is faster than hashing.
    private const int Few = 12;

    private readonly List<Key> _keys = [];
    private readonly Dictionary<Key, int>? _numbers;
    private readonly Sides<List<int>> _indices;

    private MatchedParts(Sides<KeyedParts> sides)
    {
        Sides = sides;
        Order = sides.Select(s => new int[s.Count]);
        _numbers = sides.All(s => s.Count <= Few) ? null : new Dictionary<Key, int>(sides.Base.Count, SameKey.Instance);
        _indices = sides.Select(_ => new List<int>(sides.Base.Count));
    }

    /// <summary>Parts that are matched already.</summary>
    /// <param name="sides">The parts of each side.</param>
    /// <param name="order">The numbers of each side's parts, in order.</param>
    /// <param name="count">The highest number plus one.</param>
    /// <param name="replaced">The numbers of parts that are merged as one value.</param>
    public MatchedParts(Sides<KeyedParts> sides, Sides<int[]> order, int count, IReadOnlySet<int> replaced)
    {
        (Sides, Order, Replaced) = (sides, order, replaced);
        _indices = order.Select(side =>
        {
            var indices = Enumerable.Repeat(None, count).ToList();
            for (var index = 0; index < side.Length; index++)
            {
                indices[side[index]] = index;
            }

            return indices;
        });
    }

    /// <summary>The parts of each side.</summary>
    public Sides<KeyedParts> Sides { get; }

    /// <summary>The numbers of each side's parts, in order. Those of the base are 0, 1, 2 and so on.</summary>
    public Sides<int[]> Order { get; }

    /// <summary>The number of distinct parts.</summary>
    public int Count => _indices.Base.Count;

    /// <summary>The numbers of parts that a side replaced by something else in the same place. They are merged as one value.</summary>
    public IReadOnlySet<int> Replaced { get; } = new HashSet<int>();

    /// <summary>The merged order.</summary>
    public PartOrder MergedOrder => field ??= PartOrder.Of(this);

    /// <summary>
    /// Matches the members of objects by name, and the elements of arrays by <c>id</c> or else by <c>key</c>. Null if the values are of another kind, have too
    /// many parts, or a part has no unique key (readers do not agree on which of two members with one name counts).
    /// </summary>
    public static MatchedParts? Of(Sides<JsonValue> values)
    {
        if (values.All(v => v.Kind is JsonValueKind.Object))
        {
            return Of(values, KeyedParts.OfObject);
        }

        return values.All(v => v.Kind is JsonValueKind.Array)
            ? Of(values, v => KeyedParts.OfArray(v, "id"u8)) ?? Of(values, v => KeyedParts.OfArray(v, "key"u8))
            : null;
    }

    /// <summary>The index of a part on each side; <see cref="None"/> where it is absent.</summary>
    public Sides<int> IndicesOf(int number) => _indices.Select(side => side[number]);

    /// <summary>The value of a part on each side.</summary>
    public Sides<JsonValue> ValuesOf(Sides<int> indices) =>
        new(ValueOf(Sides.Base, indices.Base), ValueOf(Sides.Theirs, indices.Theirs), ValueOf(Sides.Yours, indices.Yours));

    private static JsonValue ValueOf(KeyedParts parts, int index) => index == None ? default : parts.Value(index);

    private static MatchedParts? Of(Sides<JsonValue> values, Func<JsonValue, KeyedParts?> parse)
    {
        if (parse(values.Base) is not { } @base || parse(values.Theirs) is not { } theirs || parse(values.Yours) is not { } yours)
        {
            return null;
        }

        var sides = new Sides<KeyedParts>(@base, theirs, yours);
        if (!sides.All(s => s.Count <= MergeLimits.Parts))
        {
            return null;
        }

        var parts = new MatchedParts(sides);
        return parts.Number(@base, parts.Order.Base, parts._indices.Base)
            && parts.Number(theirs, parts.Order.Theirs, parts._indices.Theirs)
            && parts.Number(yours, parts.Order.Yours, parts._indices.Yours)
            ? parts
            : null;
    }

    /// <summary>Numbers one side; false if it has a key twice, or too many parts at another index than the base.</summary>
    private bool Number(KeyedParts side, int[] order, List<int> indices)
    {
        var (number, reordered) = (None, 0);
        for (var index = 0; index < order.Length; index++)
        {
            // Usually the key is the next one of the base.
            number++;
            if (side == Sides.Base || number >= Sides.Base.Count || !side.Key(index).SequenceEqual(Sides.Base.Key(number)))
            {
                number = NumberOf(new Key(side, index));
                reordered += side == Sides.Base ? 0 : 1;
            }

            if (indices[number] != None || reordered > MergeLimits.ReorderedParts)
            {
                return false;
            }

            (order[index], indices[number]) = (number, index);
        }

        return true;
    }

    private int NumberOf(Key key)
    {
        var number = _numbers is null ? _keys.FindIndex(known => SameKey.Instance.Equals(known, key)) : _numbers.GetValueOrDefault(key, None);
        if (number == None)
        {
            number = _keys.Count;
            _keys.Add(key);
            _numbers?.Add(key, number);
            _indices.Base.Add(None);
            _indices.Theirs.Add(None);
            _indices.Yours.Add(None);
        }

        return number;
    }

    private readonly record struct Key(KeyedParts Side, int Index)
    {
        public ReadOnlySpan<byte> Bytes => Side.Key(Index);
    }

    private sealed class SameKey : IEqualityComparer<Key>
    {
        public static readonly SameKey Instance = new();

        // A string has quotes, so that it never equals a number.
        public bool Equals(Key x, Key y) => JsonEquality.AreEqualStrings(x.Bytes, y.Bytes);

        public int GetHashCode(Key obj) => JsonHashes.OfScalar(obj.Bytes);
    }
}
