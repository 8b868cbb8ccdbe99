using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>
/// Names a conflict (protocol 5, <c>conflictId</c>): the same on every node for the same stale save, however often it is tried, and not to be
/// guessed by others.
/// </summary>
/// <param name="Hash">128 bits of HMAC-SHA-256; of an override, the version that it wrote.</param>
public readonly record struct ConflictId(UInt128 Hash)
{
    private const string Prefix = "c_";
    private const int HexDigits = 32;

    /// <summary>The conflict of a stale save.</summary>
    /// <param name="secret">The secret kept with the data.</param>
    /// <param name="key">Which document.</param>
    /// <param name="by">Whose save it was.</param>
    /// <param name="session">Its session; without one it is the person's.</param>
    /// <param name="base">The version that it was made on; null where it named none that the document has.</param>
    /// <param name="kind">What it ran into.</param>
    public static ConflictId Of(ReadOnlySpan<byte> secret, DocumentKey key, Person by, SessionKey? session, ETag? @base, ConflictKind kind)
    {
        // The person is last, as only that may hold a line feed. Nothing else that is hashed with the secret begins with a NUL.
        var text = $"\0{kind}\n{key}\n{@base}\n{(session is { } one ? one.Hash.ToString("x32", CultureInfo.InvariantCulture) : "")}\n{by.Id}";
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text), hash);
        return new ConflictId(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>Reads the wire form.</summary>
    /// <returns>False where the text is no such id.</returns>
    public static bool TryParse(string text, out ConflictId id)
    {
        id = default;
        if (text.Length != Prefix.Length + HexDigits || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !UInt128.TryParse(text.AsSpan(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
        {
            return false;
        }

        id = new ConflictId(hash);
        return true;
    }

    /// <summary>The wire form: <c>c_</c> and 32 hexadecimal digits. It sorts as the number does.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Hash:x32}");
}
