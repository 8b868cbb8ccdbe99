using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>One member of an object or element of an array.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Head">Everything written between the part before it, or the opening bracket, and its value: comma, spaces, name, colon.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonPart(int Index, ReadOnlyMemory<byte> Head, JsonValue Value)
{
    /// <summary>The head, with a comma unless it is now that of the first part.</summary>
    public static ReadOnlyMemory<byte> HeadAt(ReadOnlyMemory<byte> head, bool first)
    {
        // Before a comma there is nothing but spaces; in a name there may be one.
        var comma = head.Span.IndexOfAnyExcept(" \t\r\n"u8);
        var has = comma >= 0 && head.Span[comma] == ',';
        return first == !has ? head
            : first ? head[(comma + 1)..]
            : (byte[])[(byte)',', .. head.Span];
    }
}

/// <summary>The parts of an object or an array, each under a key that tells which is which on all sides.</summary>
internal sealed class JsonParts
{
    private readonly JsonValue _whole;
    private int _end;

    private JsonParts(JsonValue whole)
    {
        _whole = whole;
        _end = whole.Start + 1;
    }

    /// <summary>The parts in order: of an object by name.</summary>
    public OrderedDictionary<string, JsonPart> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>What is written between the last part and the closing bracket.</summary>
    public ReadOnlyMemory<byte> Close => _whole.Bytes(_end..(_whole.End - 1));

    /// <summary>The members of an object; null where a name is there twice: which of the two is meant, readers do not agree on.</summary>
    public static JsonParts? OfObject(JsonValue value)
    {
        var parts = new JsonParts(value);
        foreach (var member in value.Element.EnumerateObject())
        {
            if (!parts.TryAdd(JsonString.Read(JsonMarshal.GetRawUtf8PropertyName(member)), member.Value))
            {
                return null;
            }
        }

        return parts;
    }

    /// <summary>The elements of an array by their index.</summary>
    public static JsonParts OfArray(JsonValue value)
    {
        var parts = new JsonParts(value);
        foreach (var (index, element) in value.Element.EnumerateArray().Index())
        {
            parts.TryAdd(index.ToString(CultureInfo.InvariantCulture), element);
        }

        return parts;
    }

    /// <summary>
    /// The parts of three values of a kind: of objects by name, of arrays by their elements' <c>id</c> or <c>key</c>. Null where they are
    /// something else, or a part has no key of its own.
    /// </summary>
    public static Sides<JsonParts>? OfAll(Sides<JsonValue?> values)
    {
        if (values.All(v => v?.Kind is JsonValueKind.Object))
        {
            return OfAll(values, OfObject);
        }

        return values.All(v => v?.Kind is JsonValueKind.Array)
            ? OfAll(values, v => OfKeyed(v, "id"u8)) ?? OfAll(values, v => OfKeyed(v, "key"u8))
            : null;
    }

    /// <summary>The part of a key, if there is one.</summary>
    public JsonPart? Find(string key) => Members.GetValueOrDefault(key);

    private static Sides<JsonParts>? OfAll(Sides<JsonValue?> values, Func<JsonValue, JsonParts?> parse) =>
        parse(values.Base!) is { } @base && parse(values.Theirs!) is { } theirs && parse(values.Yours!) is { } yours
            ? new Sides<JsonParts>(@base, theirs, yours)
            : null;

    private static JsonParts? OfKeyed(JsonValue value, ReadOnlySpan<byte> keyName)
    {
        var parts = new JsonParts(value);
        foreach (var element in value.Element.EnumerateArray())
        {
            if (KeyOf(element, keyName) is not { } key || !parts.TryAdd(key, element))
            {
                return null;
            }
        }

        return parts;
    }

    /// <summary>The string or number under the name, as it is written but for escapes; null where there is not exactly one.</summary>
    private static string? KeyOf(JsonElement element, ReadOnlySpan<byte> name)
    {
        string? key = null;
        if (element.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (!JsonMarshal.GetRawUtf8PropertyName(member).SequenceEqual(name))
            {
                continue;
            }

            if (key is not null || member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                return null;
            }

            // A string keeps its quotes, so that it is no number.
            key = JsonString.Read(JsonMarshal.GetRawUtf8Value(member.Value));
        }

        return key;
    }

    private bool TryAdd(string key, JsonElement element)
    {
        var value = _whole.Child(element);
        var start = value.Start;
        if (!Members.TryAdd(key, new JsonPart(Members.Count, _whole.Bytes(_end..start), value)))
        {
            return false;
        }

        _end = value.End;
        return true;
    }
}
