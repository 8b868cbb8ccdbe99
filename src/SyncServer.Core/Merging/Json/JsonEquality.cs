using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>Compares JSON values.</summary>
internal static class JsonEquality
{
    // Up to this number, comparing each name with each other is faster than hashing.
    private const int FewMembers = 8;

    /// <summary>
    /// Whether two values are equal, or both are absent. Whitespace, escapes in strings and the order of members are ignored. Numbers are equal only if they are
    /// written alike, as some readers distinguish 1 and 1.0. Objects with a repeated name, and very large objects in another order, are equal only if they are
    /// written alike.
    /// </summary>
    public static bool AreEqual(JsonValue one, JsonValue other) => one.Kind == other.Kind && one.Kind switch
    {
        JsonValueKind.Undefined => true,
        JsonValueKind.String => AreEqualStrings(one.Span, other.Span),
        JsonValueKind.Array => one.Span.SequenceEqual(other.Span) || AreEqualArrays(one, other),
        JsonValueKind.Object => one.Span.SequenceEqual(other.Span) || AreEqualObjects(one, other),
        _ => one.Span.SequenceEqual(other.Span),
    };

    /// <summary>Whether two strings, with their quotes, are equal.</summary>
    public static bool AreEqualStrings(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => one.SequenceEqual(other)
        || ((one.Contains((byte)'\\') || other.Contains((byte)'\\'))
            && string.Equals(JsonString.Read(one[1..^1]), JsonString.Read(other[1..^1]), StringComparison.Ordinal));

    private static bool AreEqualArrays(JsonValue one, JsonValue other)
    {
        var others = other.Parts;
        foreach (var element in one.Parts)
        {
            if (!others.MoveNext() || !AreEqual(element, others.Current))
            {
                return false;
            }
        }

        return !others.MoveNext();
    }

    private static bool AreEqualObjects(JsonValue one, JsonValue other)
    {
        var others = other.Parts;
        var count = 0;
        foreach (var member in one.Parts)
        {
            // Usually they are in the same order.
            if (!others.MoveNext() || !AreEqualStrings(member.QuotedName, others.Current.QuotedName))
            {
                return AreEqualInAnyOrder(one, other);
            }

            if (!AreEqual(member, others.Current))
            {
                return false;
            }

            count++;
        }

        return !others.MoveNext() && !RepeatsName(one, count);
    }

    private static bool AreEqualInAnyOrder(JsonValue one, JsonValue other)
    {
        var others = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var member in other.Parts)
        {
            if (others.Count == MergeLimits.ReorderedParts || !others.TryAdd(member.Name, member))
            {
                return false;
            }
        }

        foreach (var member in one.Parts)
        {
            // Removed, so that a repeated name is not found again.
            if (!others.Remove(member.Name, out var counterpart) || !AreEqual(member, counterpart))
            {
                return false;
            }
        }

        return others.Count == 0;
    }

    private static bool RepeatsName(JsonValue value, int count)
    {
        if (count > FewMembers)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in value.Parts)
            {
                if (!names.Add(member.Name))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (var member in value.Parts)
        {
            foreach (var another in value.Parts)
            {
                if (another.At > member.At && AreEqualStrings(member.QuotedName, another.QuotedName))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
