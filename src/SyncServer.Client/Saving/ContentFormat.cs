using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;

namespace SyncServer.Client.Saving;

/// <summary>What a client can show and edit: JSON and text in UTF-8, and any other type as bytes (docs/protocol.md, section 2).</summary>
internal static class ContentFormat
{
    // All JSON types are alike.
    private const string JsonType = "application/json";

    private static readonly JsonReaderOptions Json = new() { MaxDepth = 1000 };

    /// <summary>Whether a content type is JSON.</summary>
    public static bool IsJson(string type) => MediaOf(type, out _) is JsonType;

    /// <summary>Removes the byte order mark, which parsers of JSON refuse.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    /// <summary>Why a content cannot be shown; null if it can.</summary>
    /// <param name="content">The content.</param>
    /// <param name="shown">The content that was shown before; null if there was none.</param>
    public static string? WhyUnreadable(SyncContent content, SyncContent? shown)
    {
        var media = MediaOf(content.Type, out var charset);
        var isJson = media is JsonType;
        return shown is not null && !string.Equals(MediaOf(shown.Type, out _), media, StringComparison.Ordinal) ? $"The document was opened as {shown.Type}."
            : !isJson && !media.StartsWith("text/", StringComparison.Ordinal) ? null
            : charset is not (null or "utf-8" or "utf8" or "us-ascii") ? "The charset is not UTF-8."
            : !Utf8.IsValid(content.Bytes.Span) ? "The bytes are not UTF-8."
            : isJson && !IsWellFormed(content.Bytes.Span) ? "The bytes are not JSON."
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

    /// <summary>The media type in lower case, without parameters.</summary>
    private static string MediaOf(string type, out string? charset)
    {
        var parsed = MediaTypeHeaderValue.TryParse(type, out var value) ? value : null;
        charset = parsed?.CharSet?.Trim('"').ToLowerInvariant();
        var media = parsed?.MediaType?.ToLowerInvariant() ?? "";
        return media.EndsWith("+json", StringComparison.Ordinal) ? JsonType : media;
    }
}
