using System.Globalization;

namespace SyncServer.Core.Merging.Json;

/// <summary>A member of an object or an element of an array.</summary>
/// <param name="Head">The bytes between the part before it, or the opening bracket, and its value: comma, whitespace, name, colon.</param>
/// <param name="Value">The value.</param>
internal readonly record struct JsonPart(ReadOnlyMemory<byte> Head, JsonValue Value);

/// <summary>The parts of an object or an array by name or index.</summary>
internal sealed class JsonParts
{
    private readonly JsonValue _whole;
    private int _end;

    private JsonParts(JsonValue whole)
    {
        _whole = whole;
        _end = whole.Start + 1;
    }

    /// <summary>The parts in order.</summary>
    public OrderedDictionary<string, JsonPart> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>The bytes between the last part and the closing bracket.</summary>
    public ReadOnlyMemory<byte> Close => _whole.Bytes(_end..(_whole.End - 1));

    /// <summary>The members of an object; null if a name is repeated, as readers do not agree on which member counts.</summary>
    public static JsonParts? OfObject(JsonValue value)
    {
        var parts = new JsonParts(value);
        foreach (var member in value.Parts)
        {
            if (!parts.TryAdd(member.Name, member))
            {
                return null;
            }
        }

        return parts;
    }

    /// <summary>The elements of an array by index.</summary>
    public static JsonParts OfArray(JsonValue value)
    {
        var parts = new JsonParts(value);
        foreach (var element in value.Parts)
        {
            parts.TryAdd(parts.Members.Count.ToString(CultureInfo.InvariantCulture), element);
        }

        return parts;
    }

    private bool TryAdd(string key, JsonValue value)
    {
        var isNew = Members.TryAdd(key, new JsonPart(_whole.Bytes(_end..value.Start), value));
        _end = value.End;
        return isNew;
    }
}
