using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// A parsed document: for each of its values where it is written. Made in one pass over the bytes; going from a value to the next
/// beside it, or skipping what is in it, takes one step.
/// </summary>
internal sealed class JsonTree : IDisposable
{
    private const int BytesForValue = 24;

    private Node[] _nodes;
    private int _count;

    private JsonTree(ReadOnlyMemory<byte> bytes)
    {
        Bytes = bytes;
        _nodes = ArrayPool<Node>.Shared.Rent((bytes.Length / BytesForValue) + 1);
    }

    /// <summary>The whole document.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The value that the document is.</summary>
    public JsonValue Root => new(this, 0);

    /// <summary>Where a value is written.</summary>
    public ref readonly Node this[int at] => ref _nodes[at];

    /// <summary>Reads a document. Its values are good until it is disposed.</summary>
    /// <returns>Null where the content is not well-formed JSON (<see cref="JsonText.IsWellFormed"/>).</returns>
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

    /// <summary>Where a value is written.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal struct Node
    {
        /// <summary>Where its name begins, with the quote; 0 where it has none.</summary>
        public int Name;

        /// <summary>Where it begins.</summary>
        public int Start;

        /// <summary>Where it ends.</summary>
        public int End;

        /// <summary>The first value behind it that is not in it.</summary>
        public int Next;
    }
}
