using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Merging.Json;

/// <summary>A value in a document, with the bytes as written. The default value is an absent value.</summary>
/// <param name="Tree">The document.</param>
/// <param name="At">The index of the value in the document.</param>
internal readonly record struct JsonValue(JsonTree Tree, int At)
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonText.MaxDepth };

    /// <summary>Whether the value is present.</summary>
    public bool Exists => Tree is not null;

    /// <summary>The kind of the value.</summary>
    public JsonValueKind Kind => !Exists ? JsonValueKind.Undefined : Tree.Bytes.Span[Start] switch
    {
        (byte)'{' => JsonValueKind.Object,
        (byte)'[' => JsonValueKind.Array,
        (byte)'"' => JsonValueKind.String,
        (byte)'t' => JsonValueKind.True,
        (byte)'f' => JsonValueKind.False,
        (byte)'n' => JsonValueKind.Null,
        _ => JsonValueKind.Number,
    };

    /// <summary>Whether it is an object or an array.</summary>
    public bool IsNested => Kind is JsonValueKind.Object or JsonValueKind.Array;

    /// <summary>The start of the value in the bytes.</summary>
    public int Start => Tree[At].Start;

    /// <summary>The end of the value in the bytes.</summary>
    public int End => Tree[At].End;

    /// <summary>The bytes as written, without the whitespace around them; null if the value is absent.</summary>
    public ReadOnlyMemory<byte>? Raw => Exists ? Tree.Bytes[Start..End] : default(ReadOnlyMemory<byte>?);

    /// <summary>The bytes; empty if the value is absent.</summary>
    public ReadOnlySpan<byte> Span => Exists ? Tree.Bytes.Span[Start..End] : default;

    /// <summary>The text of a string.</summary>
    public string Text => JsonString.Read(Span[1..^1]);

    /// <summary>The name of a member as written, with its quotes.</summary>
    public ReadOnlySpan<byte> QuotedName
    {
        get
        {
            var name = Tree.Bytes.Span[Tree[At].Name..Start];
            return name[..(name.LastIndexOf((byte)'"') + 1)];
        }
    }

    /// <summary>The name of a member.</summary>
    public string Name => JsonString.Read(QuotedName[1..^1]);

    /// <summary>The members of an object or elements of an array; none for other values.</summary>
    public Children Parts => new(this);

    /// <summary>Parses a document if its bytes are not needed. Its values are valid until it is disposed.</summary>
    /// <returns>Null if the content is not well-formed JSON.</returns>
    public static JsonDocument? Parse(Content content) =>
        JsonText.IsWellFormed(content.Bytes.Span, out _) ? JsonDocument.Parse(content.Bytes, Reading) : null;

    /// <summary>A range of the document's bytes.</summary>
    public ReadOnlyMemory<byte> Bytes(Range range) => Tree.Bytes[range];

    /// <summary>Enumerates the values directly within a value.</summary>
    internal ref struct Children(JsonValue whole)
    {
        private readonly int _end = whole.Tree[whole.At].Next;
        private int _next = whole.At + 1;

        /// <summary>The current value.</summary>
        public JsonValue Current { get; private set; }

        /// <summary>The enumerator itself.</summary>
        public readonly Children GetEnumerator() => this;

        /// <summary>Advances to the next value.</summary>
        public bool MoveNext()
        {
            if (_next >= _end)
            {
                return false;
            }

            Current = new JsonValue(whole.Tree, _next);
            _next = whole.Tree[_next].Next;
            return true;
        }
    }
}
