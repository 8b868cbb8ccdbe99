using System.Buffers;

namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// Reads HTML as editors write it: each element has its end tag, and tags nest. It keeps the place of each node in the text, so that what is unchanged can be written as it was.
/// </summary>
/// <param name="html">The text.</param>
internal sealed class HtmlReader(string html)
{
    // The tree is walked recursively.
    private const int MaxDepth = 100;

    private static readonly HashSet<string> Void = new(StringComparer.Ordinal)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    };

    // Their content is no markup.
    private static readonly HashSet<string> RawText = new(StringComparer.Ordinal)
    {
        "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp",
    };

    private static readonly SearchValues<char> EndOfName = SearchValues.Create(" \t\r\n\f/>");

    private int _at;

    /// <summary>Reads the text.</summary>
    /// <returns>Null if tags do not nest, too many are in each other, or the text has the character that separates the tags of a header, which HTML does not allow.</returns>
    public IReadOnlyList<HtmlNode>? Read() => !html.Contains(HtmlTag.Separator, StringComparison.Ordinal) && ReadNodes(depth: 0) is { } nodes && _at == html.Length ? nodes : null;

    private List<HtmlNode>? ReadNodes(int depth)
    {
        var nodes = new List<HtmlNode>();
        while (_at < html.Length && depth <= MaxDepth)
        {
            var start = _at;
            if (!IsMarkup(start))
            {
                for (_at++; _at < html.Length && !IsMarkup(_at); _at++)
                {
                }

                nodes.Add(new HtmlNode("", start.._at, start.._at, []));
            }
            else if (html[start + 1] is '/')
            {
                return nodes;
            }
            else if (ReadElement(depth) is { } node)
            {
                nodes.Add(node);
            }
            else
            {
                return null;
            }
        }

        return _at == html.Length && depth == 0 ? nodes : null;
    }

    /// <summary>Reads an element, a comment or a declaration.</summary>
    private HtmlNode? ReadElement(int depth)
    {
        var start = _at;
        if (html[start + 1] is '!' or '?')
        {
            var mark = html.AsSpan(start).StartsWith("<!--", StringComparison.Ordinal) ? "-->" : ">";
            var end = html.IndexOf(mark, start + 2, StringComparison.Ordinal);
            _at = end + mark.Length;
            return end < 0 ? null : new HtmlNode("!", start.._at, start.._at, []);
        }

        if (!TrySkipTag())
        {
            return null;
        }

        var name = html[(start + 1)..(start + 1 + html.AsSpan(start + 1).IndexOfAny(EndOfName))].ToLowerInvariant();
        var content = _at;
        if (Void.Contains(name) || html[_at - 2] is '/')
        {
            return new HtmlNode(name, start.._at, content..content, []);
        }

        var children = RawText.Contains(name) ? SkipRawText(name) : ReadNodes(depth + 1);
        var contentEnd = _at;
        return children is not null && TrySkipEndTag(name) ? new HtmlNode(name, start.._at, content..contentEnd, children) : null;
    }

    private bool IsMarkup(int at) => html[at] is '<' && at + 1 < html.Length && (char.IsAsciiLetter(html[at + 1]) || html[at + 1] is '/' or '!' or '?');

    /// <summary>Skips a start tag. Attribute values in quotes may contain its end.</summary>
    private bool TrySkipTag()
    {
        var isValue = false;
        for (_at++; _at < html.Length; _at++)
        {
            var sign = html[_at];
            if (sign is '>')
            {
                _at++;
                return true;
            }

            if (sign is '"' or '\'')
            {
                if (!isValue || html.IndexOf(sign, _at + 1) is not (> 0 and var end))
                {
                    return false;
                }

                _at = end;
            }

            isValue = sign is '=' || (isValue && char.IsWhiteSpace(sign));
        }

        return false;
    }

    private IReadOnlyList<HtmlNode>? SkipRawText(string name)
    {
        var end = html.IndexOf("</" + name, _at, StringComparison.OrdinalIgnoreCase);
        _at = end < 0 ? html.Length : end;
        return end < 0 ? null : [];
    }

    private bool TrySkipEndTag(string name)
    {
        var tag = html.AsSpan(_at);
        var end = tag.IndexOf('>');
        if (end < 0 || !tag[2..].StartsWith(name, StringComparison.OrdinalIgnoreCase) || !tag[(2 + name.Length)..end].IsWhiteSpace())
        {
            return false;
        }

        _at += end + 1;
        return true;
    }
}
