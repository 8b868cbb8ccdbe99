namespace SyncServer.Core.Merging.Text;

/// <summary>A text cut into lines or words. Put together again, the pieces are the text.</summary>
internal sealed class Pieces
{
    private readonly string _text;
    private readonly List<int> _starts = [];

    private Pieces(string text, PieceNumbers numbers, PieceLength next)
    {
        _text = text;
        Numbers = numbers;
        var ids = new List<int>();
        for (var at = 0; at < text.Length;)
        {
            var length = next(text.AsSpan(at));
            _starts.Add(at);
            ids.Add(numbers.Of(text.AsSpan(at, length)));
            at += length;
        }

        _starts.Add(text.Length);
        Ids = [.. ids];
    }

    /// <summary>How long the piece is that a text begins with. The text is not empty, and neither is the piece.</summary>
    private delegate int PieceLength(ReadOnlySpan<char> text);

    /// <summary>The pieces' numbers.</summary>
    public int[] Ids { get; }

    /// <summary>What gave the numbers.</summary>
    public PieceNumbers Numbers { get; }

    /// <summary>Cuts after each line feed. A carriage return before it belongs to the line.</summary>
    public static Pieces OfLines(string text, PieceNumbers numbers) => new(text, numbers, LineLength);

    /// <summary>Cuts into <see cref="Words"/>.</summary>
    public static Pieces OfWords(string text, PieceNumbers numbers) => new(text, numbers, Words.LengthOfFirst);

    /// <summary>One piece.</summary>
    public ReadOnlySpan<char> this[int index] => Between(index, index + 1);

    /// <summary>These pieces.</summary>
    public ReadOnlySpan<char> this[Range range] => Between(range.Start.Value, range.End.Value);

    /// <summary>The pieces from one to before another.</summary>
    public ReadOnlySpan<char> Between(int start, int end) => _text.AsSpan(_starts[start].._starts[end]);

    private static int LineLength(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        return end < 0 ? text.Length : end + 1;
    }
}
