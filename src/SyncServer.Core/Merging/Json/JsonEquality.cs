using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>When two JSON values are the same.</summary>
internal static class JsonEquality
{
    // Comparing each name with each is faster for as many.
    private const int FewMembers = 8;

    /// <summary>
    /// Whether both say the same, or neither is there: spaces, escapes in strings and the order of members do not count. Numbers are the
    /// same where they are written alike, as 1 and 1.0 are two things to some readers; so are objects that repeat a name,
    /// and very large ones in another order.
    /// </summary>
    public static bool AreEqual(JsonValue one, JsonValue other) => one.Kind == other.Kind && one.Kind switch
    {
        JsonValueKind.Undefined => true,
        JsonValueKind.String => AreEqualStrings(one.Span, other.Span),
        JsonValueKind.Array => one.Span.SequenceEqual(other.Span) || AreEqualArrays(one, other),
        JsonValueKind.Object => one.Span.SequenceEqual(other.Span) || AreEqualObjects(one, other),
        _ => one.Span.SequenceEqual(other.Span),
    };

    /// <summary>Whether two strings, in their quotes, say the same.</summary>
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
            // Most often they are in the same order.
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
            // Taken out, so that a name that is repeated is not found again.
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
