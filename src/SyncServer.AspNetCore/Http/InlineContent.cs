using System.Text.Json;
using System.Text.Unicode;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>A version's content inside a JSON response: JSON as it is, text as a string.</summary>
internal static class InlineContent
{
    /// <summary>The largest content that a problem includes; for larger content it has a link (docs/protocol.md, section 5).</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Whether a problem includes the content.</summary>
    public static bool Fits(Content content) => content.Bytes.Length <= MaxBytes && IsReadable(content);

    /// <summary>Whether the content can be written as JSON or as a string.</summary>
    public static bool IsReadable(Content content) => content.IsJson || (content.IsText && Utf8.IsValid(content.Bytes.Span));

    /// <summary>Writes the content as a member. Content that is neither JSON nor text is base64, and its member's name ends in <c>Base64</c>.</summary>
    public static void Write(Utf8JsonWriter writer, string name, Content content)
    {
        if (content.IsJson)
        {
            writer.WritePropertyName(name);
            // Validated when it was saved.
            writer.WriteRawValue(content.Bytes.Span, skipInputValidation: true);
        }
        else if (IsReadable(content))
        {
            writer.WriteString(name, content.Bytes.Span);
        }
        else
        {
            writer.WriteBase64String(name + "Base64", content.Bytes.Span);
        }
    }
}
