using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SyncServer.Core.Documents;

/// <summary>
/// Identifies a session: a keyed hash of user and <c>Session-Id</c>. Another user with the same id has another session, and the raw id is neither stored nor
/// shown (docs/protocol.md, sections 1 and 5).
/// </summary>
/// <param name="Hash">128 bits of HMAC-SHA-256.</param>
public readonly record struct SessionKey(UInt128 Hash)
{
    private static readonly SearchValues<char> IdChars =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");

    /// <summary>Size of the stored form, in bytes.</summary>
    public const int Size = 16;

    /// <summary>The key of a user's session.</summary>
    /// <param name="secret">The session secret of the database.</param>
    /// <param name="userId">The user who sent the request.</param>
    /// <param name="sessionId">The value of the <c>Session-Id</c> header.</param>
    public static SessionKey Of(ReadOnlySpan<byte> secret, string userId, string sessionId)
    {
        // A session id contains no NUL, so no two pairs give the same text.
        Span<byte> text = stackalloc byte[Encoding.UTF8.GetMaxByteCount(userId.Length + sessionId.Length + 1)];
        var length = Encoding.UTF8.GetBytes(userId, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(sessionId, text[length..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, text[..length], hash);
        return FromBytes(hash);
    }

    /// <summary>Whether a session id is valid: 8 to 128 characters of <c>[A-Za-z0-9._~-]</c> (docs/protocol.md, section 2).</summary>
    public static bool IsSessionId(string id) => id.Length is >= 8 and <= 128 && !id.AsSpan().ContainsAnyExcept(IdChars);

    /// <summary>Reads the first 16 bytes, big-endian.</summary>
    public static SessionKey FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <summary>The 16 bytes, big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Hash);
        return bytes;
    }

    /// <summary>The form that is shown to other users: <c>s_</c> and 48 bits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"s_{(ulong)(Hash >> 80):x12}");
}
