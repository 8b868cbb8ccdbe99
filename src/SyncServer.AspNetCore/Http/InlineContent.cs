using System.Text.Json;
using System.Text.Unicode;
using SyncServer.Core.Documents;

namespace SyncServer.Http;

/// <summary>A version's bytes inside of a JSON answer: JSON as it is, text as a string.</summary>
internal static class InlineContent
{
    /// <summary>What is larger is left to its own address where it need not be sent (protocol 5).</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Whether the content is to stand in a problem.</summary>
    public static bool Fits(Content content) => content.Bytes.Length <= MaxBytes && IsReadable(content);

    /// <summary>Whether the content can stand in JSON as itself.</summary>
    public static bool IsReadable(Content content) => content.IsJson || (content.IsText && Utf8.IsValid(content.Bytes.Span));

    /// <summary>Writes a member that holds the content; what is neither JSON nor text as base64, under the name with that ending.</summary>
    public static void Write(Utf8JsonWriter writer, string name, Content content)
    {
        if (content.IsJson)
        {
            writer.WritePropertyName(name);
            // Well-formed since it was stored.
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
