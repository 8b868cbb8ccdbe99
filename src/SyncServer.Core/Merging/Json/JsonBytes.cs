using System.Buffers;

namespace SyncServer.Core.Merging.Json;

/// <summary>A document put together from pieces of others.</summary>
internal sealed class JsonBytes
{
    private readonly ArrayBufferWriter<byte> _bytes;

    /// <summary>Nothing yet.</summary>
    /// <param name="capacity">How much it will be, more or less. Above 0.</param>
    public JsonBytes(int capacity) => _bytes = new ArrayBufferWriter<byte>(capacity);

    /// <summary>Adds a piece at the end.</summary>
    public void Add(ReadOnlySpan<byte> piece) => _bytes.Write(piece);

    /// <summary>Adds what comes before a part: comma, spaces, name, colon. The comma is left out or put in, as the part is now the first or not.</summary>
    public void AddHead(ReadOnlySpan<byte> head, bool first)
    {
        // Before a comma there is nothing but spaces; in a name there may be one.
        var comma = head.IndexOfAnyExcept(" \t\r\n"u8);
        var has = comma >= 0 && head[comma] == ',';
        if (!has && !first)
        {
            Add(","u8);
        }

        Add(has && first ? head[(comma + 1)..] : head);
    }

    /// <summary>Adds the opening bracket of an array or an object.</summary>
    public void Open(bool isArray) => Add(isArray ? "["u8 : "{"u8);

    /// <summary>Adds the closing bracket of an array or an object.</summary>
    public void Close(bool isArray) => Add(isArray ? "]"u8 : "}"u8);

    /// <summary>The document.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
