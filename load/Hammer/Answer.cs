using System.Buffers.Text;

namespace SyncServer.Load.Hammer;

/// <summary>As much of an HTTP/1.1 answer as the bench needs: where it ends, its status, its body and some of its fields.</summary>
internal readonly ref struct Answer
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> LastChunk => "\r\n0\r\n\r\n"u8;

    private readonly ReadOnlySpan<byte> _head;

    private Answer(int status, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        Status = status;
        _head = head;
        Body = body;
    }

    public int Status { get; }

    /// <summary>With its quotes; empty where the answer carries none.</summary>
    // Finds Sync-ETag as well: either carries the same value.
    public ReadOnlySpan<byte> Tag => Field(_head, "ETag: "u8);

    /// <summary>The number of the version that it names; it must name one.</summary>
    public int Version => Number(Field(_head, "\r\nVersion: "u8));

    /// <summary>What became of a save; empty where the answer carries no outcome.</summary>
    public ReadOnlySpan<byte> Outcome => Field(_head, "\r\nSave-Outcome: "u8);

    /// <summary>As it was sent, in chunks or whole.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>How many of the received bytes are this answer's.</summary>
    public int Length => _head.Length + 2 + Body.Length;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <returns>False while bytes are missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> received, out Answer answer)
    {
        answer = default;
        var end = received.IndexOf(EndOfHead);
        if (end < 0)
        {
            return false;
        }

        var head = received[..(end + 2)];
        var status = Number(head["HTTP/1.1 ".Length..]);
        var rest = received[(end + EndOfHead.Length)..];
        var length = status is 204 or 304 ? 0 : BodyLength(head, rest);
        if (length < 0 || length > rest.Length)
        {
            return false;
        }

        answer = new Answer(status, head, rest[..length]);
        return true;
    }

    /// <returns>Less than 0 while the end of a body in chunks is missing.</returns>
    private static int BodyLength(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var length = Field(head, "\r\nContent-Length: "u8);
        if (!length.IsEmpty)
        {
            return Number(length);
        }

        // JSON has no line break of this kind inside.
        return body.StartsWith(LastChunk[2..]) ? LastChunk.Length - 2
            : body.IndexOf(LastChunk) is var last and >= 0 ? last + LastChunk.Length
            : -1;
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var start = head.IndexOf(name);
        if (start < 0)
        {
            return default;
        }

        var value = head[(start + name.Length)..];
        return value[..value.IndexOf((byte)'\r')];
    }

    private static int Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out _) ? number : throw new InvalidDataException("The answer is no HTTP/1.1.");
}
