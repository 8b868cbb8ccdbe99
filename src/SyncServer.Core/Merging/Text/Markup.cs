namespace SyncServer.Core.Merging.Text;

/// <summary>Checks that the tags in a text nest. Edits that each nest may cross when they are merged.</summary>
internal static class Markup
{
    // HTML elements without an end tag.
    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    };

    private static readonly int LongestVoid = Void.Max(name => name.Length);

    /// <summary>Whether every start tag has its end tag, in order. A text without tags nests.</summary>
    public static bool Nests(ReadOnlySpan<char> text)
    {
        var voids = Void.GetAlternateLookup<ReadOnlySpan<char>>();
        var whole = text;
        var open = new Stack<Range>();
        for (var at = text.IndexOf('<'); at >= 0; at = text.IndexOf('<'))
        {
            text = text[at..];
            var tag = text[..Words.LengthOfFirst(text)];
            text = text[tag.Length..];
            var ends = tag.Length > 2 && tag[1] == '/';
            var name = NameOf(ends ? tag[2..] : tag[1..]);
            if (tag.Length < 3 || name.IsEmpty || tag[^2] == '/' || (name.Length <= LongestVoid && voids.Contains(name)))
            {
                continue;
            }

            if (!ends)
            {
                var start = whole.Length - text.Length - tag.Length + 1;
                open.Push(start..(start + name.Length));
            }
            else if (!open.TryPop(out var begun) || !name.Equals(whole[begun], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return open.Count == 0;
    }

    /// <summary>The name of a tag; empty for a comment or a declaration.</summary>
    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> tag)
    {
        var end = 0;
        while (end < tag.Length && (char.IsAsciiLetterOrDigit(tag[end]) || tag[end] is '-' or ':'))
        {
            end++;
        }

        return tag[..end];
    }
}
