using System.Buffers;
using System.Globalization;
using System.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>Reads and writes JSON strings. An unpaired surrogate, which JSON can express and Unicode text cannot, is preserved and never throws.</summary>
internal static class JsonString
{
    // The character at an index of Letters, after a backslash, escapes the character at the same index of Escapes. A slash may be escaped too.
    private const string Escapes = "\"\\\b\f\n\r\t";
    private const string Letters = "\"\\bfnrt";

    // Characters that need an escape, and surrogates.
    private static readonly SearchValues<char> NotPlain = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Append('"').Append('\\').Concat(Enumerable.Range(0xD800, 0x800)).Select(c => (char)c)]);

    /// <summary>The value of a string.</summary>
    /// <param name="raw">The well-formed JSON between the quotes.</param>
    public static string Read(ReadOnlySpan<byte> raw)
    {
        var escape = raw.IndexOf((byte)'\\');
        if (escape < 0)
        {
            return Encoding.UTF8.GetString(raw);
        }

        var text = new char[raw.Length];
        var length = 0;
        for (; escape >= 0; escape = raw.IndexOf((byte)'\\'))
        {
            length += Encoding.UTF8.GetChars(raw[..escape], text.AsSpan(length));
            var isCode = raw[escape + 1] == 'u';
            text[length++] =
                isCode ? (char)ushort.Parse(raw.Slice(escape + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : Letters.IndexOf((char)raw[escape + 1], StringComparison.Ordinal) is >= 0 and var known ? Escapes[known] : '/';
            raw = raw[(escape + (isCode ? 6 : 2))..];
        }

        length += Encoding.UTF8.GetChars(raw, text.AsSpan(length));
        return new string(text, 0, length);
    }

    /// <summary>The JSON of a string, with quotes and only the necessary escapes.</summary>
    public static byte[] Write(string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var plain = rest.IndexOfAny(NotPlain);
            json.Append(plain < 0 ? rest : rest[..plain]);
            if (plain < 0)
            {
                break;
            }

            rest = rest[plain..];
            var isWhole = Rune.DecodeFromUtf16(rest, out _, out var length) is OperationStatus.Done;
            var sign = rest[0];
            if (Escapes.IndexOf(sign, StringComparison.Ordinal) is >= 0 and var known)
            {
                json.Append('\\').Append(Letters[known]);
            }
            else if (!isWhole || sign < ' ')
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}");
            }
            else
            {
                json.Append(rest[..length]);
            }

            rest = rest[length..];
        }

        return Encoding.UTF8.GetBytes(json.Append('"').ToString());
    }
}
