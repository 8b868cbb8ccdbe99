using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.RichText;

/// <summary>The smallest part that a merge takes from one side: a word, a space, an embedded node, or the end of a line.</summary>
/// <param name="Number">Equal tokens have the same number, whatever their marks.</param>
/// <param name="Text">The text, or the source of an embedded node.</param>
/// <param name="Marks">The marks: one set for the token, or one for each character.</param>
/// <param name="EmbedType">The type of an embedded node.</param>
/// <param name="Line">For the end of a line, the line.</param>
internal readonly record struct Token(int Number, string Text, MarkSet[] Marks, string? EmbedType = null, Line? Line = null)
{
    /// <summary>Whether it ends a line. A node without text is one such token.</summary>
    public bool IsEnd => Line is not null;

    /// <summary>Whether it is a word.</summary>
    public bool IsWord => Line is null && EmbedType is null && Words.IsWord(Text);

    /// <summary>The marks of a character.</summary>
    public MarkSet MarksAt(int at) => Marks.Length == 1 ? Marks[0] : Marks[at];

    /// <summary>Whether the marks, or the header of the line, are those of the same token of the base.</summary>
    public bool HasFormatOf(Token @base)
    {
        if (Line is not null)
        {
            return string.Equals(Line.Header, @base.Line!.Header, StringComparison.Ordinal);
        }

        for (var i = 0; i < Math.Max(Marks.Length, @base.Marks.Length); i++)
        {
            if (MarksAt(i) != @base.MarksAt(i))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Cuts lines into tokens and numbers them.</summary>
internal sealed class Tokens
{
    private const int End = 0;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { ["\u0002"] = End };

    /// <summary>The number of distinct tokens.</summary>
    public int Count => _numbers.Count;

    /// <summary>The tokens of lines.</summary>
    public List<Token> Of(ReadOnlySpan<Line> lines)
    {
        var tokens = new List<Token>();
        foreach (var line in lines)
        {
            if (line.Runs is null)
            {
                tokens.Add(new Token(NumberOf("\u0002" + line.Key), line.Key, [], Line: line));
                continue;
            }

            Add(line.Runs, tokens);
            tokens.Add(new Token(End, "", [], Line: line));
        }

        return tokens;
    }

    private void Add(IReadOnlyList<Run> runs, List<Token> tokens)
    {
        for (var (first, next) = (0, 0); first < runs.Count; first = next)
        {
            next = first + 1;
            if (runs[first].EmbedType is { } embed)
            {
                tokens.Add(new Token(NumberOf("\u0001" + runs[first].Text), runs[first].Text, [runs[first].Marks], embed));
                continue;
            }

            // Marks do not cut words.
            for (; next < runs.Count && runs[next].EmbedType is null; next++)
            {
            }

            var text = next == first + 1 ? runs[first].Text : string.Concat(runs.Take(first..next).Select(r => r.Text));
            var (run, end) = (first, runs[first].Text.Length);
            for (var at = 0; at < text.Length;)
            {
                // Each space by itself, so that the spaces around a deleted word stay those that they were.
                var length = char.IsWhiteSpace(text[at]) ? 1 : Words.LengthOfFirst(text.AsSpan(at));
                for (; end <= at; end += runs[run].Text.Length)
                {
                    run++;
                }

                var word = text.Substring(at, length);
                var marks = new MarkSet[at + length <= end ? 1 : length];
                for (var i = 0; i < marks.Length; i++)
                {
                    for (; end <= at + i; end += runs[run].Text.Length)
                    {
                        run++;
                    }

                    marks[i] = runs[run].Marks;
                }

                tokens.Add(new Token(NumberOf(word), word, marks));
                at += length;
            }
        }
    }

    private int NumberOf(string token)
    {
        if (!_numbers.TryGetValue(token, out var number))
        {
            _numbers.Add(token, number = _numbers.Count);
        }

        return number;
    }
}
