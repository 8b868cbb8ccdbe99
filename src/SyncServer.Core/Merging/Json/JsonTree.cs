using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// A parsed document: the position of each value in the bytes. It is built in one pass. Going to the next sibling, which skips everything in a value, takes
/// one step.
/// </summary>
internal sealed class JsonTree : IDisposable
{
    private const int BytesForValue = 24;

    private Node[] _nodes;
    private int _count;
    private int[]? _hashes;

    private JsonTree(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        _nodes = ArrayPool<Node>.Shared.Rent((bytes.Length / BytesForValue) + 1);
    }

    /// <summary>The whole document.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The root value.</summary>
    public JsonValue Root => new(this, 0);

    /// <summary>The position of a value.</summary>
    public ref readonly Node this[int at] => ref _nodes[at];

    /// <summary>The hash of a value (<see cref="JsonHashes"/>).</summary>
    public int HashOf(int at) => (_hashes ??= JsonHashes.Of(this, _count))[at];

    /// <summary>Parses a document. Its values are valid until it is disposed.</summary>
    /// <returns>Null if the content is not well-formed JSON (<see cref="JsonText.IsWellFormed"/>).</returns>
    public static JsonTree? Parse(Content content)
    {
        if (!Utf8.IsValid(content.Bytes.Span))
        {
            return null;
        }

        var tree = new JsonTree(content.Bytes);
        try
        {
            tree.Read();
            return tree;
        }
        catch (JsonException)
        {
            tree.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = [];
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(Bytes.Span, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth });
        Span<int> open = stackalloc int[JsonText.MaxDepth];
        var (depth, name) = (0, 0);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = start;
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    ref var closed = ref _nodes[open[--depth]];
                    (closed.End, closed.Next) = (start + 1, _count);
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open[depth++] = _count;
                    break;
            }

            if (_count == _nodes.Length)
            {
                Grow();
            }

            var quotes = reader.TokenType is JsonTokenType.String ? 2 : 0;
            _nodes[_count] = new Node { Name = name, Start = start, End = start + reader.ValueSpan.Length + quotes, Next = ++_count };
            name = 0;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<Node>.Shared.Rent(_nodes.Length * 2);
        _nodes.CopyTo(larger, 0);
        ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = larger;
    }

    /// <summary>The position of a value in the bytes.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal struct Node
    {
        /// <summary>The start of the member's name, with the quote; 0 if the value is not a member.</summary>
        public int Name;

        /// <summary>The start of the value.</summary>
        public int Start;

        /// <summary>The end of the value.</summary>
        public int End;

        /// <summary>The index of the next value that is not within this one.</summary>
        public int Next;
    }
}
