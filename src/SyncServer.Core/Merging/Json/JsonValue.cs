using System.Runtime.InteropServices;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Merging.Json;

/// <summary>A value within a document, with the bytes it was written in.</summary>
/// <param name="Element">The parsed value.</param>
/// <param name="Document">The bytes it was parsed from.</param>
internal readonly record struct JsonValue(JsonElement Element, ReadOnlyMemory<byte> Document)
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonText.MaxDepth };

    /// <summary>What sort of value it is.</summary>
    public JsonValueKind Kind => Element.ValueKind;

    /// <summary>Where in the document it begins.</summary>
    public int Start
    {
        get
        {
            _ = Document.Span.Overlaps(JsonMarshal.GetRawUtf8Value(Element), out var start);
            return start;
        }
    }

    /// <summary>Its bytes, exactly as written; the spaces around it are not its own.</summary>
    public ReadOnlyMemory<byte> Raw => Document.Slice(Start, JsonMarshal.GetRawUtf8Value(Element).Length);

    /// <summary>What the document has before it, if it is the whole document: spaces.</summary>
    public ReadOnlyMemory<byte> Before => Document[..Start];

    /// <summary>What the document has after it.</summary>
    public ReadOnlyMemory<byte> After => Document[(Start + Raw.Length)..];

    /// <summary>What a string says.</summary>
    public string Text => JsonString.Read(JsonMarshal.GetRawUtf8Value(Element)[1..^1]);

    /// <summary>Reads a document. The values are good until the document is disposed.</summary>
    /// <returns>Null where the content is not well-formed JSON.</returns>
    public static JsonDocument? Parse(Content content) =>
        JsonText.IsWellFormed(content.Bytes.Span, out _) ? JsonDocument.Parse(content.Bytes, Reading) : null;

    /// <summary>The value of a member or an element of this one.</summary>
    public JsonValue Child(JsonElement element) => this with { Element = element };

    /// <summary>Whether both are written in the same bytes, or neither is there.</summary>
    public static bool AreWrittenAlike(JsonValue? one, JsonValue? other) =>
        one is { } a && other is { } b
            ? JsonMarshal.GetRawUtf8Value(a.Element).SequenceEqual(JsonMarshal.GetRawUtf8Value(b.Element))
            : one is null && other is null;

    /// <summary>
    /// Whether both say the same, or neither is there: spaces, escapes in strings and the order of members do not count. Numbers are the
    /// same where they are written alike, as 1 and 1.0 are two things to some readers; so are objects that repeat a name.
    /// </summary>
    public static bool AreEqual(JsonValue? one, JsonValue? other) =>
        AreWrittenAlike(one, other) || (one is { } a && other is { } b && a.Kind == b.Kind && HaveEqualParts(a, b));

    private bool HasEscapes => JsonMarshal.GetRawUtf8Value(Element).Contains((byte)'\\');

    /// <summary>Of two values of a kind that are not written alike.</summary>
    private static bool HaveEqualParts(JsonValue one, JsonValue other) => one.Kind switch
    {
        JsonValueKind.String => (one.HasEscapes || other.HasEscapes) && string.Equals(one.Text, other.Text, StringComparison.Ordinal),
        JsonValueKind.Array => HaveEqualElements(one, other),
        JsonValueKind.Object => JsonParts.OfObject(one) is { } parts && JsonParts.OfObject(other) is { } others && parts.Members.Count == others.Members.Count
            && parts.Members.All(m => others.Members.TryGetValue(m.Key, out var counterpart) && AreEqual(m.Value.Value, counterpart.Value)),
        _ => false,
    };

    private static bool HaveEqualElements(JsonValue one, JsonValue other)
    {
        if (one.Element.GetArrayLength() != other.Element.GetArrayLength())
        {
            return false;
        }

        var others = other.Element.EnumerateArray();
        foreach (var element in one.Element.EnumerateArray())
        {
            others.MoveNext();
            if (!AreEqual(one.Child(element), other.Child(others.Current)))
            {
                return false;
            }
        }

        return true;
    }
}
