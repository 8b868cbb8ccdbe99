namespace SyncServer.Core.Merging.Json;

/// <summary>A document put together from pieces of others.</summary>
internal sealed class JsonBytes
{
    private static readonly byte[] Brackets = [.. "[{]}"u8];

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private int _length;

    /// <summary>Adds a piece at the end.</summary>
    public void Add(ReadOnlyMemory<byte> piece)
    {
        _pieces.Add(piece);
        _length += piece.Length;
    }

    /// <summary>Adds the opening bracket of an array or an object.</summary>
    public void Open(bool isArray) => Add(isArray ? Brackets.AsMemory(0, 1) : Brackets.AsMemory(1, 1));

    /// <summary>Adds the closing bracket of an array or an object.</summary>
    public void Close(bool isArray) => Add(isArray ? Brackets.AsMemory(2, 1) : Brackets.AsMemory(3, 1));

    /// <summary>The document.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[_length];
        var at = 0;
        foreach (var piece in _pieces)
        {
            piece.Span.CopyTo(bytes.AsSpan(at));
            at += piece.Length;
        }

        return bytes;
    }
}
