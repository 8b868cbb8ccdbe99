using System.Text;
using System.Text.Unicode;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Merging;

/// <summary>Decides which content can be compared as text.</summary>
internal static class ContentText
{
    /// <summary>The text of a <c>text/*</c> content, including a byte order mark; null if it is not valid UTF-8.</summary>
    public static string? Of(Content content) =>
        content.IsText && IsUtf8(content.Type) && Utf8.IsValid(content.Bytes.Span) ? Encoding.UTF8.GetString(content.Bytes.Span) : null;

    /// <summary>Whether two media types are the same, ignoring parameters.</summary>
    public static bool AreAlike(Content one, Content other) =>
        Essence(one.Type).Equals(Essence(other.Type), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the type is <c>text/html</c>.</summary>
    public static bool IsHtml(Content content) => Essence(content.Type).Equals("text/html", StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Essence(string type)
    {
        var parameters = type.IndexOf(';', StringComparison.Ordinal);
        return (parameters < 0 ? type : type.AsSpan(0, parameters)).Trim();
    }

    /// <summary>Whether the type allows UTF-8. Bytes of another charset may be valid UTF-8 too, but have another meaning.</summary>
    private static bool IsUtf8(string type)
    {
        const string Charset = "charset=";
        foreach (var parameter in type.Split(';')[1..].Select(p => p.Trim()).Where(p => p.StartsWith(Charset, StringComparison.OrdinalIgnoreCase)))
        {
            if (parameter[Charset.Length..].Trim('"').ToUpperInvariant() is not ("UTF-8" or "UTF8" or "US-ASCII"))
            {
                return false;
            }
        }

        return true;
    }
}
