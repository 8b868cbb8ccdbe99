using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SyncServer.Core.Merging.RichText;

/// <summary>The text of HTML, with character references.</summary>
internal static partial class HtmlText
{
    /// <summary>Reads text.</summary>
    /// <param name="html">The text as written.</param>
    /// <returns>Its parts: plain text, and references that are unknown, or that browsers read as another character, as they are written.</returns>
    public static List<(string Text, bool IsReference)> Read(string html)
    {
        var (parts, text, at) = (new List<(string Text, bool IsReference)>(), new StringBuilder(), 0);
        foreach (var match in References().EnumerateMatches(html))
        {
            text.Append(html, at, match.Index - at);
            at = match.Index + match.Length;
            var reference = html.Substring(match.Index, match.Length);
            var decoded = WebUtility.HtmlDecode(reference);
            if (!string.Equals(decoded, reference, StringComparison.Ordinal) && !decoded.Any(sign => char.IsControl(sign) || sign is '\u2329' or '\u232A'))
            {
                text.Append(decoded);
                continue;
            }

            if (text.Length > 0)
            {
                parts.Add((text.ToString(), IsReference: false));
                text.Clear();
            }

            parts.Add((reference, IsReference: true));
        }

        text.Append(html, at, html.Length - at);
        if (text.Length > 0)
        {
            parts.Add((text.ToString(), IsReference: false));
        }

        return parts;
    }

    /// <summary>Writes text as browsers do.</summary>
    public static string Write(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\u00A0", "&nbsp;", StringComparison.Ordinal);

    // Browsers also read some references without a semicolon.
    [GeneratedRegex("&(#[0-9A-Za-z]+|[A-Za-z][0-9A-Za-z]*);?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: -1)]
    private static partial Regex References();
}
