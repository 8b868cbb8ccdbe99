using System.Globalization;

namespace SyncServer.Core.Documents;

/// <summary>
/// Permanently identifies one version's content (docs/protocol.md, section 1). Every version gets a new nonce, so that two histories that diverge after a
/// restore from backup never share an ETag, although they share version numbers.
/// </summary>
/// <param name="Version">The version, from 1.</param>
/// <param name="Nonce">64 random bits.</param>
public readonly record struct ETag(long Version, ulong Nonce)
{
    // Suffixes that proxies append to a strong ETag when they compress the body (docs/protocol.md, section 2).
    private static readonly string[] Codings = ["-gzip", "-br", "-zstd", "-deflate", "--gzip", "--br", "--zstd", "--deflate"];

    /// <summary>The wire form with its quotes, for example <c>"12-9f3ac81d77b01e42"</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"\"{Version}-{Nonce:x16}\"");

    /// <summary>
    /// Parses one entity-tag of RFC 9110, section 8.8.3, and ignores what a proxy appended. A well-formed tag that this server did not make is
    /// <see cref="Foreign"/>.
    /// </summary>
    /// <returns>False if the text is not an entity-tag.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ETag tag)
    {
        tag = Foreign;
        if (text.StartsWith("W/", StringComparison.Ordinal))
        {
            text = text[2..];
        }

        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return false;
        }

        text = text[1..^1];
        foreach (var c in text)
        {
            // RFC 9110, etagc: no control character, space or quote.
            if (c is < '!' or '"' or '\x7f')
            {
                return false;
            }
        }

        tag = ReadOwn(text);
        return true;
    }

    /// <summary>A tag that identifies no version.</summary>
    public static ETag Foreign => default;

    private static ETag ReadOwn(ReadOnlySpan<char> text)
    {
        var dash = text.IndexOf('-');
        if (dash is < 1 or > 19 || text.Length < dash + 17 || text[0] == '0' || !IsOwnEnd(text[(dash + 17)..]))
        {
            return Foreign;
        }

        return long.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && ulong.TryParse(text.Slice(dash + 1, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var nonce)
            ? new ETag(version, nonce)
            : Foreign;
    }

    private static bool IsOwnEnd(ReadOnlySpan<char> end)
    {
        if (end.IsEmpty || end[0] == ';')
        {
            return true;
        }

        foreach (var coding in Codings)
        {
            if (end.SequenceEqual(coding))
            {
                return true;
            }
        }

        return false;
    }
}
