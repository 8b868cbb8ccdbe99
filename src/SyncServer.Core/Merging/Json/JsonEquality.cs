using System.Runtime.InteropServices;
using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>When two JSON values are the same.</summary>
internal static class JsonEquality
{
    /// <summary>Whether both are written in the same bytes, or neither is there.</summary>
    public static bool AreWrittenAlike(JsonValue? one, JsonValue? other) =>
        one is null || other is null ? one == other : AreWrittenAlike(one.Element, other.Element);

    /// <summary>
    /// Whether both say the same, or neither is there: spaces, escapes in strings and the order of members do not count. Numbers are the
    /// same where they are written alike, as 1 and 1.0 are two things to some readers; so are objects that repeat a name.
    /// </summary>
    public static bool AreEqual(JsonValue? one, JsonValue? other) =>
        one is null || other is null ? one == other : AreEqual(one.Element, other.Element);

    private static bool AreWrittenAlike(JsonElement one, JsonElement other) =>
        JsonMarshal.GetRawUtf8Value(one).SequenceEqual(JsonMarshal.GetRawUtf8Value(other));

    private static bool AreEqual(JsonElement one, JsonElement other) => AreWrittenAlike(one, other) || (one.ValueKind == other.ValueKind && one.ValueKind switch
    {
        JsonValueKind.String => AreEqualStrings(JsonMarshal.GetRawUtf8Value(one)[1..^1], JsonMarshal.GetRawUtf8Value(other)[1..^1]),
        JsonValueKind.Array => AreEqualArrays(one, other),
        JsonValueKind.Object => AreEqualObjects(one, other),
        _ => false,
    });

    private static bool AreEqualStrings(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        (one.Contains((byte)'\\') || other.Contains((byte)'\\')) && string.Equals(JsonString.Read(one), JsonString.Read(other), StringComparison.Ordinal);

    private static bool AreEqualArrays(JsonElement one, JsonElement other)
    {
        if (one.GetArrayLength() != other.GetArrayLength())
        {
            return false;
        }

        var others = other.EnumerateArray();
        foreach (var element in one.EnumerateArray())
        {
            others.MoveNext();
            if (!AreEqual(element, others.Current))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreEqualObjects(JsonElement one, JsonElement other)
    {
        if (one.GetPropertyCount() != other.GetPropertyCount())
        {
            return false;
        }

        var others = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in other.EnumerateObject())
        {
            if (!others.TryAdd(NameOf(member), member.Value))
            {
                return false;
            }
        }

        foreach (var member in one.EnumerateObject())
        {
            // Taken out, so that a name that is repeated is not found again.
            if (!others.Remove(NameOf(member), out var counterpart) || !AreEqual(member.Value, counterpart))
            {
                return false;
            }
        }

        return true;
    }

    private static string NameOf(JsonProperty member) => JsonString.Read(JsonMarshal.GetRawUtf8PropertyName(member));
}
