using System.Text;
using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>The kinds of parts. A part keeps its kind when it is moved.</summary>
internal enum PartKind
{
    /// <summary>A member of an object.</summary>
    Member,

    /// <summary>An element with an <c>id</c> or <c>key</c>.</summary>
    Element,

    /// <summary>An element that is a string or a number.</summary>
    Scalar,
}

/// <summary>Identifies a part regardless of its place (<see cref="Moves"/>).</summary>
/// <param name="IsDirect">Whether the part is directly in an object or array that exists before and after.</param>
/// <param name="Kind">The kind of part.</param>
/// <param name="Name">A member's name, or an element's key or text.</param>
/// <param name="Value">The value of a member that is not direct.</param>
internal readonly record struct PartKey(bool IsDirect, PartKind Kind, string Name, PartValue Value = default);

/// <summary>Identifies a value.</summary>
/// <param name="Text">The text of a string.</param>
/// <param name="Hash">A hash of anything else.</param>
/// <param name="IsDistinctive">Whether it is unlikely to occur twice by chance: not a number, literal, or empty string, array or object.</param>
internal readonly record struct PartValue(string? Text, int Hash, bool IsDistinctive);

/// <summary>Finds the keys of parts.</summary>
internal static class PartKeys
{
    /// <summary>The keys of a part that is directly in an object or array that exists before and after, and of the parts within it.</summary>
    public static void GatherDirect(JsonValue part, bool isElement, Action<PartKey> take)
    {
        if (isElement)
        {
            GatherElement(part, isDirect: true, take);
        }
        else
        {
            take(new PartKey(IsDirect: true, PartKind.Member, part.Name));
            GatherMember(part, take);
        }
    }

    /// <summary>The keys of the parts within a value.</summary>
    public static PartValue Gather(JsonValue value, Action<PartKey> take)
    {
        var (hash, isEmpty) = (0, true);
        switch (value.Kind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.Parts)
                {
                    // The order of members is ignored.
                    (hash, isEmpty) = (hash + GatherMember(member, take), false);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.Parts)
                {
                    (hash, isEmpty) = (HashCode.Combine(hash, GatherElement(element, isDirect: false, take)), false);
                }

                break;
            case JsonValueKind.String:
                var text = value.Text;
                return new PartValue(text, 0, text.Length > 0);
            default:
                var bytes = default(HashCode);
                bytes.AddBytes(value.Span);
                hash = bytes.ToHashCode();
                break;
        }

        return new PartValue(Text: null, HashCode.Combine(value.Kind, hash), !isEmpty);
    }

    /// <returns>A hash of name and value.</returns>
    private static int GatherMember(JsonValue member, Action<PartKey> take)
    {
        var key = new PartKey(IsDirect: false, PartKind.Member, member.Name, Gather(member, take));
        if (key.Value.IsDistinctive)
        {
            take(key);
        }

        return key.GetHashCode();
    }

    /// <returns>A hash of the value.</returns>
    private static int GatherElement(JsonValue element, bool isDirect, Action<PartKey> take)
    {
        var isScalar = element.Kind is JsonValueKind.String or JsonValueKind.Number;
        var key = isScalar ? element : KeyedParts.KeyOf(element, "id"u8) is { Exists: true } id ? id : KeyedParts.KeyOf(element, "key"u8);
        if (key.Exists)
        {
            var kind = isScalar ? PartKind.Scalar : PartKind.Element;
            var name = key.Kind is JsonValueKind.String ? key.Text : Encoding.UTF8.GetString(key.Span);
            if (isDirect)
            {
                take(new PartKey(IsDirect: true, kind, name));
            }

            if (!isScalar || (element.Kind is JsonValueKind.String && name.Length > 0))
            {
                take(new PartKey(IsDirect: false, kind, name));
            }
        }

        return Gather(element, take).GetHashCode();
    }
}
