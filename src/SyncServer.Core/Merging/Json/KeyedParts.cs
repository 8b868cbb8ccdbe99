using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>The members of an object with their names, or the elements of an array with their keys if they have any, on one side.</summary>
internal sealed class KeyedParts
{
    private readonly List<Part> _parts = [];

    private KeyedParts(JsonValue whole) => Whole = whole;

    /// <summary>The object or array.</summary>
    public JsonValue Whole { get; }

    /// <summary>The number of parts.</summary>
    public int Count => _parts.Count;

    /// <summary>The members of an object.</summary>
    public static KeyedParts? OfObject(JsonValue value)
    {
        var parts = new KeyedParts(value);
        foreach (var member in value.Parts)
        {
            var name = value.Tree[member.At].Name;
            parts._parts.Add(new Part(member.At, name, member.QuotedName.Length));
        }

        return parts;
    }

    /// <summary>The elements of an array; null if one of them does not have exactly one member of this name, a string or number.</summary>
    public static KeyedParts? OfArray(JsonValue value, ReadOnlySpan<byte> keyName)
    {
        var parts = new KeyedParts(value);
        foreach (var element in value.Parts)
        {
            var key = KeyOf(element, keyName);
            if (!key.Exists)
            {
                return null;
            }

            parts._parts.Add(new Part(element.At, key.Start, key.End - key.Start));
        }

        return parts;
    }

    /// <summary>The elements of an array, without keys.</summary>
    public static KeyedParts OfElements(JsonValue value)
    {
        var parts = new KeyedParts(value);
        foreach (var element in value.Parts)
        {
            parts._parts.Add(new Part(element.At, element.Start, KeyLength: 0));
        }

        return parts;
    }

    /// <summary>The string or number of an object's member; absent unless there is exactly one of this name.</summary>
    public static JsonValue KeyOf(JsonValue element, ReadOnlySpan<byte> name)
    {
        JsonValue key = default;
        if (element.Kind is not JsonValueKind.Object)
        {
            return key;
        }

        foreach (var member in element.Parts)
        {
            if (!member.QuotedName[1..^1].SequenceEqual(name))
            {
                continue;
            }

            if (key.Exists || member.Kind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return default;
            }

            key = member;
        }

        return key;
    }

    /// <summary>The value of a part.</summary>
    public JsonValue Value(int index) => new(Whole.Tree, _parts[index].At);

    /// <summary>The key of a part as written: a name or string with its quotes, or a number.</summary>
    public ReadOnlySpan<byte> Key(int index) => Whole.Tree.Bytes.Span.Slice(_parts[index].Key, _parts[index].KeyLength);

    /// <summary>The end of the part before, or of the opening bracket.</summary>
    public int HeadStart(int index) => index == 0 ? Whole.Start + 1 : Value(index - 1).End;

    /// <summary>The bytes between the part before it, or the opening bracket, and its value: comma, whitespace, name, colon.</summary>
    public ReadOnlyMemory<byte> Head(int index) => Whole.Bytes(HeadStart(index)..Value(index).Start);

    /// <summary>The bytes between the last part and the closing bracket.</summary>
    public ReadOnlyMemory<byte> Close => Whole.Bytes(HeadStart(Count)..(Whole.End - 1));

    private readonly record struct Part(int At, int Key, int KeyLength);
}
