using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SyncServer.Core.Documents;

/// <summary>
/// The digest of a request: 128 bits of SHA-256 over method, type and body. It distinguishes a replay from another save with the same sequence
/// (docs/protocol.md, section 4.4).
/// </summary>
/// <param name="Hash">The first 128 bits.</param>
public readonly record struct Digest(UInt128 Hash)
{
    /// <summary>The digest of a request.</summary>
    public static Digest Of(string method, string contentType, ReadOnlySpan<byte> body)
    {
        // Neither a method nor a field value contains a line feed.
        var head = $"{method}\n{contentType}\n";
        var text = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(head.Length) + body.Length);
        var length = Encoding.UTF8.GetBytes(head, text);
        body.CopyTo(text.AsSpan(length));
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text.AsSpan(0, length + body.Length), bytes);
        ArrayPool<byte>.Shared.Return(text);
        return FromBytes(bytes);
    }

    /// <summary>Reads the first 16 bytes, big-endian.</summary>
    public static Digest FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>The 16 bytes, big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Hash);
        return bytes;
    }
}
