using System.Buffers.Text;

namespace SyncServer.Load.Hammer;

/// <summary>As much of an HTTP/1.1 answer as a closed loop needs: whether it is whole, its status and its ETag.</summary>
internal readonly ref struct Answer
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> LastChunk => "\r\n0\r\n\r\n"u8;

    private Answer(int status, ReadOnlySpan<byte> tag)
    {
        Status = status;
        Tag = tag;
    }

    public int Status { get; }

    /// <summary>With its quotes; empty where the answer carries none.</summary>
    public ReadOnlySpan<byte> Tag { get; }

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
        if (status is not (204 or 304) && !HasWholeBody(head, received[(end + EndOfHead.Length)..]))
        {
            return false;
        }

        // Finds Sync-ETag as well: either carries the same value.
        answer = new Answer(status, Field(head, "ETag: "u8));
        return true;
    }

    private static bool HasWholeBody(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var length = Field(head, "\r\nContent-Length: "u8);
        return length.IsEmpty ? body.EndsWith(LastChunk) || body.SequenceEqual(LastChunk[2..]) : body.Length >= Number(length);
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
