using System.Buffers;
using System.Text.Json;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// What versions of an element have in common: the words of its strings, its numbers and literals, and its objects and arrays, each with the name of the member.
/// What several elements of the array have says nothing about which element it is.
/// </summary>
internal sealed class Features
{
    // The first byte of a character of a script that may be written without spaces.
    private const byte FirstOfLetter = 0xE3;

    // Where words are cut. This is coarser than Words, and faster, as every string of an array is cut.
    private static readonly SearchValues<byte> WordStarts = SearchValues.Create(
        [.. Enumerable.Range(0, 256).Where(b => b < 0x80 ? !char.IsAsciiLetterOrDigit((char)b) : b >= FirstOfLetter).Select(b => (byte)b)]);

    private readonly JsonValueKind _kind;
    private readonly JsonValue _id;

    // Sorted. A nested object or array counts only if it is equal: an edit within it does not make the element another one.
    private readonly int[] _scalars;
    private readonly int[] _nested;

    /// <summary>The features of an element. Only objects and arrays have any.</summary>
    /// <param name="element">The element.</param>
    /// <param name="shared">Hashes of features to leave out.</param>
    public Features(JsonValue element, HashSet<int> shared)
    {
        _kind = element.Kind;
        _id = KeyedParts.KeyOf(element, "id"u8) is { Exists: true } id ? id : KeyedParts.KeyOf(element, "key"u8);
        var (scalars, nested) = (new List<int>(), new List<int>());
        var kinds = new List<int>();
        foreach (var part in element.Parts)
        {
            var name = _kind is JsonValueKind.Object ? JsonHashes.OfScalar(part.QuotedName) : 0;
            Add(part, name, scalars, nested);
            kinds.Add(HashCode.Combine(name, part.Kind));
        }

        // An element with nothing but nested values has their kinds.
        scalars = scalars.Count == 0 ? kinds : scalars;
        (_scalars, _nested) = ([.. scalars.Where(h => !shared.Contains(h)).Order()], [.. nested.Where(h => !shared.Contains(h)).Order()]);
    }

    /// <summary>The number of features.</summary>
    public int Count => _scalars.Length + _nested.Length;

    /// <summary>The features that several elements have.</summary>
    public static HashSet<int> SharedBy(KeyedParts elements)
    {
        var (all, shared) = (new HashSet<int>(), new HashSet<int>());
        for (var i = 0; i < elements.Count; i++)
        {
            var features = new Features(elements.Value(i), []);
            foreach (var hash in features._scalars.Concat(features._nested).Distinct().ToList())
            {
                if (!all.Add(hash))
                {
                    shared.Add(hash);
                }
            }
        }

        return shared;
    }

    /// <summary>0 for elements that are not similar: the smaller one does not have most of its features in common with the other. Up to 1, and above for the same id.</summary>
    public double SimilarityTo(Features other)
    {
        if (_kind != other._kind || (_id.Exists && other._id.Exists))
        {
            return _kind == other._kind && JsonEquality.AreEqual(_id, other._id) ? 2 : 0;
        }

        var nested = SimilarPairs.CountCommon(_nested, other._nested);
        var common = nested + SimilarPairs.CountCommon(_scalars, other._scalars);
        var (smaller, larger) = (nested + Math.Min(_scalars.Length, other._scalars.Length), nested + Math.Max(_scalars.Length, other._scalars.Length));
        return common * 2 > smaller ? ((double)common / smaller / 2) + ((double)common / larger / 2) : 0;
    }

    private static void Add(JsonValue part, int name, List<int> scalars, List<int> nested)
    {
        var count = scalars.Count;
        for (var rest = part.Kind is JsonValueKind.String ? part.Span[..^1] : default; !rest.IsEmpty;)
        {
            var length = rest[1..].IndexOfAny(WordStarts) is >= 0 and var next ? next + 1 : rest.Length;
            var word = rest[0] >= FirstOfLetter ? rest[..length] : rest[1..length];
            if (!word.IsEmpty)
            {
                scalars.Add(HashCode.Combine(name, JsonHashes.OfScalar(word)));
            }

            rest = rest[length..];
        }

        if (scalars.Count == count)
        {
            (part.IsNested ? nested : scalars).Add(HashCode.Combine(name, part.Tree.HashOf(part.At)));
        }
    }
}
