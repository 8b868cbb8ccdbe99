using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>
/// Identifies a conflict (docs/protocol.md, section 5, <c>conflictId</c>). Every node computes the same id for the same stale save, however often it is
/// retried, and other users cannot guess it.
/// </summary>
/// <param name="Hash">128 bits of HMAC-SHA-256; for a forced save, the version that it wrote.</param>
public readonly record struct ConflictId(UInt128 Hash)
{
    private const string Prefix = "c_";
    private const int HexDigits = 32;

    /// <summary>The id of a stale save's conflict.</summary>
    /// <param name="secret">The session secret of the database.</param>
    /// <param name="key">The document.</param>
    /// <param name="by">The user who sent the save.</param>
    /// <param name="session">The session of the save, if it had one.</param>
    /// <param name="base">The version that the save was made on; null if it named none that the document has.</param>
    /// <param name="kind">The kind of conflict.</param>
    public static ConflictId Of(ReadOnlySpan<byte> secret, DocumentKey key, Person by, SessionKey? session, ETag? @base, ConflictKind kind)
    {
        // The user id is last, as it alone may contain a line feed. No other text that is hashed with this secret begins with a NUL.
        var text = $"\0{kind}\n{key}\n{@base}\n{(session is { } one ? one.Hash.ToString("x32", CultureInfo.InvariantCulture) : "")}\n{by.Id}";
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text), hash);
        return new ConflictId(BinaryPrimitives.ReadUInt128BigEndian(hash));
    }

    /// <summary>Parses the text on the wire.</summary>
    /// <returns>False if the text is not a conflict id.</returns>
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

    /// <summary>The text on the wire: <c>c_</c> and 32 hexadecimal digits. Texts sort as their numbers do.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Hash:x32}");
}
