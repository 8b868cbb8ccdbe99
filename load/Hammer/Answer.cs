using System.Buffers.Text;

namespace SyncServer.Load.Hammer;

/// <summary>The parts of an HTTP/1.1 response that the bench needs: its length, status, body and some headers.</summary>
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

    /// <summary>The ETag with its quotes; empty if there is none.</summary>
    // Also matches Sync-ETag, which has the same value.
    public ReadOnlySpan<byte> Tag => Field(_head, "ETag: "u8);

    /// <summary>The version number, which must be present.</summary>
    public int Version => Number(Field(_head, "\r\nVersion: "u8));

    /// <summary>The outcome of a save; empty if there is none.</summary>
    public ReadOnlySpan<byte> Outcome => Field(_head, "\r\nSave-Outcome: "u8);

    /// <summary>The body as it was sent, possibly chunked.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The number of received bytes that belong to the response.</summary>
    public int Length => _head.Length + 2 + Body.Length;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <returns>False if bytes are missing.</returns>
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

    /// <returns>Less than 0 if the end of a chunked body is missing.</returns>
    private static int BodyLength(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var length = Field(head, "\r\nContent-Length: "u8);
        if (!length.IsEmpty)
        {
            return Number(length);
        }

        // JSON does not contain CRLF.
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
        Utf8Parser.TryParse(text, out int number, out _) ? number : throw new InvalidDataException("The response is not HTTP/1.1.");
}
