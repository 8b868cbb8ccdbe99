using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;

namespace SyncServer.Client.Saving;

/// <summary>What a client can show and edit: JSON and text in UTF-8, and any other type as bytes (docs/protocol.md, section 2).</summary>
internal static class ContentFormat
{
    private static readonly JsonReaderOptions Json = new() { MaxDepth = 1000 };

    private enum Kind
    {
        Opaque,
        Text,
        Json,
    }

    /// <summary>Whether a content type is JSON.</summary>
    public static bool IsJson(string type) => KindOf(type, out _) is Kind.Json;

    /// <summary>Removes the byte order mark, which parsers of JSON refuse.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>Why a content cannot be shown; null if it can.</summary>
    /// <param name="content">The content.</param>
    /// <param name="shown">The content that was shown before; null if there was none.</param>
    public static string? WhyUnreadable(SyncContent content, SyncContent? shown)
    {
        var kind = KindOf(content.Type, out var charset);
        return shown is not null && KindOf(shown.Type, out _) != kind ? $"The document was opened as {shown.Type}."
            : kind is Kind.Opaque ? null
            : charset is not (null or "UTF-8" or "UTF8") ? "The charset is not UTF-8."
            : !Utf8.IsValid(content.Bytes.Span) ? "The bytes are not UTF-8."
            : kind is Kind.Json && !IsWellFormed(content.Bytes.Span) ? "The bytes are not JSON."
            : null;
    }

    private static bool IsWellFormed(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(WithoutMark(bytes), Json);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Kind KindOf(string type, out string? charset)
    {
        var parsed = MediaTypeHeaderValue.TryParse(type, out var value) ? value : null;
        charset = parsed?.CharSet?.Trim('"').ToUpperInvariant();
        return parsed?.MediaType is not { } media ? Kind.Opaque
            : media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase) ? Kind.Json
            : media.StartsWith("text/", StringComparison.OrdinalIgnoreCase) ? Kind.Text
            : Kind.Opaque;
    }
}
