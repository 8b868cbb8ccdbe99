using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Merging.Json;

/// <summary>A value within a document, with the bytes it was written in. The default is a value that is not there.</summary>
/// <param name="Tree">The document.</param>
/// <param name="At">Which of its values.</param>
internal readonly record struct JsonValue(JsonTree Tree, int At)
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonText.MaxDepth };

    /// <summary>Whether there is one.</summary>
    public bool Exists => Tree is not null;

    /// <summary>What sort of value it is.</summary>
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

    /// <summary>Where in the document it begins.</summary>
    public int Start => Tree[At].Start;

    /// <summary>Where in the document it ends.</summary>
    public int End => Tree[At].End;

    /// <summary>Its bytes, exactly as written; the spaces around it are not its own. Null where it is not there.</summary>
    public ReadOnlyMemory<byte>? Raw => Exists ? Tree.Bytes[Start..End] : default(ReadOnlyMemory<byte>?);

    /// <summary>Its bytes; none where it is not there.</summary>
    public ReadOnlySpan<byte> Span => Exists ? Tree.Bytes.Span[Start..End] : default;

    /// <summary>What a string says.</summary>
    public string Text => JsonString.Read(Span[1..^1]);

    /// <summary>The name of a member, in its quotes, as it is written.</summary>
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

    /// <summary>The members of an object or elements of an array; of anything else, none.</summary>
    public Children Parts => new(this);

    /// <summary>Reads a document for those who need no bytes of it. Its values are good until it is disposed.</summary>
    /// <returns>Null where the content is not well-formed JSON.</returns>
    public static JsonDocument? Parse(Content content) =>
        JsonText.IsWellFormed(content.Bytes.Span, out _) ? JsonDocument.Parse(content.Bytes, Reading) : null;

    /// <summary>A part of the document.</summary>
    public ReadOnlyMemory<byte> Bytes(Range range) => Tree.Bytes[range];

    /// <summary>The values directly in one.</summary>
    internal ref struct Children(JsonValue whole)
    {
        private readonly int _end = whole.Tree[whole.At].Next;
        private int _next = whole.At + 1;

        /// <summary>The one that a step has led to.</summary>
        public JsonValue Current { get; private set; }

        /// <summary>To be enumerated.</summary>
        public readonly Children GetEnumerator() => this;

        /// <summary>Goes to the next.</summary>
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
