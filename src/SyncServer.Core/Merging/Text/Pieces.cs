namespace SyncServer.Core.Merging.Text;

/// <summary>How finely a text is cut.</summary>
internal enum Grain
{
    /// <summary>After each line feed. A carriage return before it belongs to the line.</summary>
    Line,

    /// <summary>After each sign that ends a tag, and each line feed: lines for a markup that is all in one line.</summary>
    Tag,

    /// <summary>Into <see cref="Words"/>.</summary>
    Word,
}

/// <summary>A text cut into pieces. Put together again, they are the text.</summary>
internal sealed class Pieces
{
    private readonly ReadOnlyMemory<char> _text;
    private readonly List<int> _starts = [];

    /// <summary>Cuts a text.</summary>
    public Pieces(ReadOnlyMemory<char> text, Grain grain, PieceNumbers numbers)
    {
        _text = text;
        Numbers = numbers;
        var ids = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            var length = LengthOfFirst(text.Span[at..], grain);
            _starts.Add(at);
            ids.Add(numbers.Of(text.Slice(at, length)));
            at += length;
        }

        _starts.Add(text.Length);
        Ids = [.. ids];
    }

    /// <summary>The pieces' numbers.</summary>
    public int[] Ids { get; }

    /// <summary>What gave the numbers.</summary>
    public PieceNumbers Numbers { get; }

    /// <summary>One piece.</summary>
    public ReadOnlySpan<char> this[int index] => this[index..(index + 1)].Span;

    /// <summary>The text of these pieces.</summary>
    public ReadOnlyMemory<char> this[Range range] => _text[_starts[range.Start.Value].._starts[range.End.Value]];

    /// <summary>Whether a text is cut after its last character, whatever follows.</summary>
    public static bool IsCutAfter(ReadOnlySpan<char> text, Grain grain) => text[^1] == '\n' || (grain is Grain.Tag && text[^1] == '>');

    private static int LengthOfFirst(ReadOnlySpan<char> text, Grain grain)
    {
        if (grain is Grain.Word)
        {
            return Words.LengthOfFirst(text);
        }

        var last = grain is Grain.Line ? text.IndexOf('\n') : text.IndexOfAny('\n', '>');
        return last < 0 ? text.Length : last + 1;
    }
}
