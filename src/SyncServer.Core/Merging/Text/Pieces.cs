using System.Runtime.InteropServices;

namespace SyncServer.Core.Merging.Text;

/// <summary>How a text is cut into pieces.</summary>
internal enum Grain
{
    /// <summary>After each line feed. A carriage return before it belongs to the line.</summary>
    Line,

    /// <summary>After each <c>&gt;</c> and each line feed, for markup that is all in one line.</summary>
    Tag,

    /// <summary>Into <see cref="Words"/>.</summary>
    Word,
}

/// <summary>A text cut into pieces. The concatenated pieces are the text.</summary>
internal sealed class Pieces
{
    private readonly ReadOnlyMemory<char> _text;
    private readonly Grain _grain;
    private readonly List<int> _starts;

    // The pieces that are numbered so far; always one range.
    private int[] _numbers = [];
    private Range _numbered = 0..0;

    /// <summary>Cuts a text.</summary>
    public Pieces(ReadOnlyMemory<char> text, Grain grain)
    {
        _text = text;
        _grain = grain;
        _starts = [];
        Cut(0, text.Length);
        _starts.Add(text.Length);
    }

    /// <summary>Cuts a text that is similar to one that is cut already. The common beginning and end are not cut again.</summary>
    public Pieces(ReadOnlyMemory<char> text, Pieces like)
    {
        _text = text;
        _grain = like._grain;
        var old = like._text.Span;
        var @new = text.Span;
        var same = old.CommonPrefixLength(@new);
        SameFirst = same == old.Length && same == @new.Length ? like.Count : like.LastJoint(same);
        var start = like._starts[SameFirst];
        var end = Math.Max(start, old.Length - CommonSuffixLength(old[start..], @new[start..]));
        SameLast = like.Count - like.FirstJoint(SameFirst, end);
        var shift = text.Length - old.Length;
        _starts = new List<int>(like._starts.Count + 16);
        var starts = CollectionsMarshal.AsSpan(like._starts);
        _starts.AddRange(starts[..SameFirst]);
        end = like._starts[like.Count - SameLast] + shift;
        Cut(start, end);
        foreach (var later in starts[(like.Count - SameLast)..])
        {
            _starts.Add(later + shift);
        }
    }

    /// <summary>The number of pieces.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>The number of pieces at the beginning that are shared with the text that this one was cut like.</summary>
    public int SameFirst { get; }

    /// <summary>The number of such pieces at the end.</summary>
    public int SameLast { get; }

    /// <summary>A piece.</summary>
    public ReadOnlySpan<char> this[int index] => _text.Span[_starts[index].._starts[index + 1]];

    /// <summary>The text of a range of pieces.</summary>
    public ReadOnlyMemory<char> this[Range range] => _text[_starts[range.Start.Value].._starts[range.End.Value]];

    /// <summary>The numbers of a range of pieces. All calls must pass the same <paramref name="numbers"/>.</summary>
    public ReadOnlySpan<int> Numbers(Range range, PieceNumbers numbers)
    {
        var (start, end) = (range.Start.Value, range.End.Value);
        var (first, last) = (_numbered.Start.Value, _numbered.End.Value);
        if (first == last)
        {
            _numbers = new int[Count];
            (first, last) = (start, start);
        }

        for (; first > start; first--)
        {
            _numbers[first - 1] = numbers.Of(this[(first - 1)..first]);
        }

        for (; last < end; last++)
        {
            _numbers[last] = numbers.Of(this[last..(last + 1)]);
        }

        _numbered = first..last;
        return _numbers.AsSpan(range);
    }

    /// <summary>Whether a text is cut at a position, whatever comes after the next character.</summary>
    public static bool IsCutAt(ReadOnlySpan<char> text, int at, Grain grain) =>
        text[at - 1] == '\n' || (grain is Grain.Tag && text[at - 1] == '>' && (at == text.Length || Words.EndOfCluster(text[(at - 1)..], 1) == 1));

    private void Cut(int start, int end)
    {
        var text = _text.Span;
        while (start < end)
        {
            _starts.Add(start);
            start += LengthOfFirst(text[start..]);
        }
    }

    private int LengthOfFirst(ReadOnlySpan<char> text)
    {
        if (_grain is Grain.Word)
        {
            return Words.LengthOfFirst(text);
        }

        var length = 0;
        do
        {
            var last = _grain is Grain.Line ? text[length..].IndexOf('\n') : text[length..].IndexOfAny('\n', '>');
            length = last < 0 ? text.Length : length + last + 1;
        }
        while (length < text.Length && !IsCutAt(text, length, _grain));
        return length;
    }

    /// <summary>
    /// The last piece that begins before a position at a joint. Another text that is the same up to the position is cut there too. Words are not cut within a
    /// tag, and whether a tag is open depends on what follows.
    /// </summary>
    private int LastJoint(int before)
    {
        var text = _text.Span[..before];
        var tag = _grain is Grain.Word ? text.LastIndexOfAny('<', '>') : -1;
        var max = tag >= 0 && text[tag] == '<' ? tag : before - 1;
        var index = _starts.BinarySearch(Math.Max(max, 0));
        for (index = index < 0 ? ~index - 1 : index; index > 0 && !IsJoint(_starts[index]); index--)
        {
        }

        return index;
    }

    /// <summary>
    /// The first piece, from <paramref name="index"/> on, that begins after a position at a joint, or the end. Another text that is the same from there on is
    /// cut alike.
    /// </summary>
    private int FirstJoint(int index, int behind)
    {
        // Whether the first character begins a tag depends on what is before it.
        var text = _text.Span[Math.Min(behind + 1, _text.Length)..];
        var tag = _grain is Grain.Word ? text.IndexOfAny('<', '>') : -1;
        var least = behind + 1 + (tag >= 0 && text[tag] == '>' ? tag + 1 : 0);
        var found = _starts.BinarySearch(index, Count - index, least, comparer: null);
        for (index = found < 0 ? ~found : found; index < Count && !IsJoint(_starts[index]); index++)
        {
        }

        return index;
    }

    /// <summary>Whether the two characters at a position suffice to make it the beginning of a piece, unless it is within a tag.</summary>
    private bool IsJoint(int at)
    {
        var (before, next) = (_text.Span[at - 1], _text.Span[at]);
        return before == '\n'
            || (_grain is Grain.Tag && before == '>' && char.IsAscii(next))
            || (_grain is Grain.Word && ((before is ' ' or '>' && (char.IsAsciiLetterOrDigit(next) || next == '<')) || (IsHan(before) && IsHan(next))));

        static bool IsHan(char sign) => sign is >= '\u4E00' and <= '\u9FFF';
    }

    private static int CommonSuffixLength(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        // Blocks first: comparing blocks is vectorised, comparing single characters is not.
        const int Block = 64;
        var max = Math.Min(one.Length, other.Length);
        var length = 0;
        while (length + Block <= max && one[^(length + Block)..^length].SequenceEqual(other[^(length + Block)..^length]))
        {
            length += Block;
        }

        while (length < max && one[^(length + 1)] == other[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
