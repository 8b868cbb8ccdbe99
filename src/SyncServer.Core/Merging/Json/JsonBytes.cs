using System.Buffers;

namespace SyncServer.Core.Merging.Json;

/// <summary>Builds a document from pieces of others.</summary>
internal sealed class JsonBytes
{
    private readonly ArrayBufferWriter<byte> _bytes;

    /// <summary>Begins an empty document.</summary>
    /// <param name="capacity">The approximate size, above 0.</param>
    public JsonBytes(int capacity) => _bytes = new ArrayBufferWriter<byte>(capacity);

    /// <summary>Appends a piece.</summary>
    public void Add(ReadOnlySpan<byte> piece) => _bytes.Write(piece);

    /// <summary>Appends the bytes before a part's value: comma, whitespace, name, colon. The comma is removed before the first part and added before the others.</summary>
    public void AddHead(ReadOnlySpan<byte> head, bool first)
    {
        // Only whitespace precedes the comma. A name may contain one too.
        var comma = head.IndexOfAnyExcept(" \t\r\n"u8);
        var has = comma >= 0 && head[comma] == ',';
        if (!has && !first)
        {
            Add(","u8);
        }

        Add(has && first ? head[(comma + 1)..] : head);
    }

    /// <summary>Appends the opening bracket of an array or an object.</summary>
    public void Open(bool isArray) => Add(isArray ? "["u8 : "{"u8);

    /// <summary>Appends the closing bracket of an array or an object.</summary>
    public void Close(bool isArray) => Add(isArray ? "]"u8 : "}"u8);

    /// <summary>The document.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
