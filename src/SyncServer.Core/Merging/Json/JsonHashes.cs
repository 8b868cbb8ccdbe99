using System.Text;
using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Hashes of all values of a document, made in one pass. Values that are equal (<see cref="JsonEquality"/>) have the same hash. Hashes are seeded for each
/// process, so clients cannot choose values that collide.
/// </summary>
internal static class JsonHashes
{
    /// <summary>The hash of a value in which a name is repeated. It is not compared with others by its hash.</summary>
    public const int Ambiguous = 0;

    /// <summary>The hashes by the index of the value in the document.</summary>
    public static int[] Of(JsonTree tree, int count)
    {
        var hashes = new int[count];
        var names = new List<int>();
        // From the end, so that parts come before the value that contains them.
        for (var at = count - 1; at >= 0; at--)
        {
            var value = new JsonValue(tree, at);
            hashes[at] = value.Kind switch
            {
                JsonValueKind.Object => OfObject(value, hashes, names),
                JsonValueKind.Array => OfArray(value, hashes),
                _ => OfScalar(value.Span),
            };
        }

        return hashes;
    }

    /// <summary>The hash of a string with its quotes, a number or a literal.</summary>
    public static int OfScalar(ReadOnlySpan<byte> scalar)
    {
        var hash = default(HashCode);
        hash.AddBytes(scalar.Contains((byte)'\\') ? Encoding.UTF8.GetBytes($"\"{JsonString.Read(scalar[1..^1])}\"") : scalar);
        return hash.ToHashCode();
    }

    private static int OfArray(JsonValue array, int[] hashes)
    {
        var hash = default(HashCode);
        hash.Add(JsonValueKind.Array);
        foreach (var element in array.Parts)
        {
            if (hashes[element.At] == Ambiguous)
            {
                return Ambiguous;
            }

            hash.Add(hashes[element.At]);
        }

        return hash.ToHashCode();
    }

    private static int OfObject(JsonValue value, int[] hashes, List<int> names)
    {
        names.Clear();
        var hash = 1;
        foreach (var member in value.Parts)
        {
            if (hashes[member.At] == Ambiguous)
            {
                return Ambiguous;
            }

            names.Add(OfScalar(member.QuotedName));
            // The order of members is ignored.
            hash += HashCode.Combine(names[^1], hashes[member.At]);
        }

        names.Sort();
        for (var i = 1; i < names.Count; i++)
        {
            if (names[i] == names[i - 1])
            {
                return Ambiguous;
            }
        }

        return HashCode.Combine(JsonValueKind.Object, hash);
    }
}
