using System.Runtime.InteropServices;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// A value within a document, with the bytes it was written in. A class, as walks go as deep as documents do and have a few of them
/// at each level.
/// </summary>
/// <param name="element">The parsed value.</param>
/// <param name="document">The bytes that it was parsed from.</param>
internal sealed class JsonValue(JsonElement element, ReadOnlyMemory<byte> document)
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonText.MaxDepth };

    /// <summary>The parsed value.</summary>
    public JsonElement Element => element;

    /// <summary>What sort of value it is.</summary>
    public JsonValueKind Kind => element.ValueKind;

    /// <summary>Where in the document it begins.</summary>
    public int Start
    {
        get
        {
            _ = document.Span.Overlaps(JsonMarshal.GetRawUtf8Value(element), out var start);
            return start;
        }
    }

    /// <summary>Where in the document it ends.</summary>
    public int End => Start + JsonMarshal.GetRawUtf8Value(element).Length;

    /// <summary>Its bytes, exactly as written; the spaces around it are not its own.</summary>
    public ReadOnlyMemory<byte> Raw => document[Start..End];

    /// <summary>What a string says.</summary>
    public string Text => JsonString.Read(JsonMarshal.GetRawUtf8Value(element)[1..^1]);

    /// <summary>Reads a document. Its values are good until it is disposed.</summary>
    /// <returns>Null where the content is not well-formed JSON.</returns>
    public static JsonDocument? Parse(Content content) =>
        JsonText.IsWellFormed(content.Bytes.Span, out _) ? JsonDocument.Parse(content.Bytes, Reading) : null;

    /// <summary>The value of a member or an element of this one.</summary>
    public JsonValue Child(JsonElement child) => new(child, document);

    /// <summary>A part of the document.</summary>
    public ReadOnlyMemory<byte> Bytes(Range range) => document[range];
}
