using System.Text;

namespace SyncServer.Core.Merging.Text;

/// <summary>Merges, word by word, a piece of text that both sides changed.</summary>
internal sealed class WordMerge
{
    private readonly Sides<Pieces> _words;
    private readonly StringBuilder _merged = new();
    private readonly WordCount _count;
    private readonly bool _keepsBothInsertions;

    // The number of words of the base that are merged.
    private int _at;
    private bool _joinsLineEnds;
    private bool _endsWithInsertedWord;

    private WordMerge(Sides<ReadOnlyMemory<char>> text, bool keepsBothInsertions, WordCount count)
    {
        (_count, _keepsBothInsertions) = (count, keepsBothInsertions);
        var words = new Pieces(text.Base, Grain.Word);
        _words = new Sides<Pieces>(words, new Pieces(text.Theirs, words), new Pieces(text.Yours, words));
    }

    /// <summary>The merged text; null if the sides' edits overlap, or touch so that their order is unknown.</summary>
    public static string? Merge(Sides<ReadOnlyMemory<char>> text, bool keepsBothInsertions, Work theirWork, Work yourWork, WordCount count)
    {
        var (merge, numbers) = (new WordMerge(text, keepsBothInsertions, count), new PieceNumbers());
        var their = merge.Coalesce(PieceDiff.Between(merge._words.Base, merge._words.Theirs, numbers, theirWork));
        var your = merge.Coalesce(PieceDiff.Between(merge._words.Base, merge._words.Yours, numbers, yourWork));
        return merge.Run(their, your) ? merge._merged.ToString() : null;
    }

    /// <summary>Joins hunks with only whitespace and punctuation between them, which is equal only by chance.</summary>
    private List<Hunk> Coalesce(List<Hunk> hunks)
    {
        var coalesced = new List<Hunk>();
        foreach (var hunk in hunks)
        {
            if (coalesced.Count == 0 || HoldsWordOrBreak(coalesced[^1].End, hunk.Start))
            {
                coalesced.Add(hunk);
            }
            else
            {
                var first = coalesced[^1];
                coalesced[^1] = new Hunk(first.Start, hunk.End - first.Start, first.NewStart, hunk.NewEnd - first.NewStart);
            }
        }

        return coalesced;
    }

    private bool HoldsWordOrBreak(int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (Words.IsWord(_words.Base[i]) || Words.IsBreak(_words.Base[i]))
            {
                return true;
            }
        }

        return false;
    }

    private bool Run(List<Hunk> their, List<Hunk> your)
    {
        for (var (t, y) = (0, 0); t < their.Count || y < your.Count;)
        {
            if (t < their.Count && y < your.Count && AreEqual(their[t], your[y]))
            {
                Take(their[t], _words.Theirs);
                _count.AddShared(_words.Base[their[t].Start..their[t].End], _words.Theirs[their[t].NewStart..their[t].NewEnd]);
                (t, y) = (t + 1, y + 1);
                continue;
            }

            if (_keepsBothInsertions && t < their.Count && y < your.Count && their[t] is { Count: 0 } theirs && your[y] is { Count: 0 } yours && theirs.Start == yours.Start
                && IsPart(_words.Theirs[theirs.NewStart..theirs.NewEnd], _words.Yours[yours.NewStart..yours.NewEnd]))
            {
                // The one continues the other: it is not there twice.
                var theirsIsLonger = theirs.NewCount > yours.NewCount;
                Take(theirsIsLonger ? theirs : yours, theirsIsLonger ? _words.Theirs : _words.Yours);
                _count.AddShared(default, theirsIsLonger ? _words.Yours[yours.NewStart..yours.NewEnd] : _words.Theirs[theirs.NewStart..theirs.NewEnd]);
                (t, y) = (t + 1, y + 1);
                continue;
            }

            var theirsIsNext = y == your.Count || (t < their.Count && TheirsComesFirst(their[t], your[y]));
            var mayFollow = theirsIsNext
                ? y == 0 || MayFollow(your[y - 1], _words.Yours, their[t], _words.Theirs)
                : t == 0 || MayFollow(their[t - 1], _words.Theirs, your[y], _words.Yours);
            if (!mayFollow)
            {
                return false;
            }

            if (theirsIsNext)
            {
                Take(their[t++], _words.Theirs);
            }
            else
            {
                Take(your[y++], _words.Yours);
            }
        }

        Append(_words.Base[_at.._words.Base.Count]);
        return !_joinsLineEnds;
    }

    private void Take(Hunk hunk, Pieces side)
    {
        Append(_words.Base[_at..hunk.Start]);
        if (_at == hunk.Start && hunk.Count == 0 && hunk.NewCount > 0 && _endsWithInsertedWord && IsWord(side[hunk.NewStart]))
        {
            // Two words that no side has side by side stay two words.
            _merged.Append(' ');
        }

        Append(side[hunk.NewStart..hunk.NewEnd]);
        _endsWithInsertedWord = hunk.NewCount > 0 && IsWord(side[hunk.NewEnd - 1]);
        _at = hunk.End;
    }

    private void Append(ReadOnlyMemory<char> text)
    {
        // A CR from one side and an LF from the other would form a line end that neither side wrote.
        _joinsLineEnds |= _merged.Length > 0 && _merged[^1] == '\r' && text.Span.StartsWith('\n');
        _merged.Append(text);
    }

    private bool AreEqual(Hunk their, Hunk your) =>
        their.Start == your.Start && their.Count == your.Count
        && _words.Theirs[their.NewStart..their.NewEnd].Span.SequenceEqual(_words.Yours[your.NewStart..your.NewEnd].Span);

    /// <summary>The order of two hunks. Of two insertions in one place the text decides, not the side.</summary>
    private bool TheirsComesFirst(Hunk their, Hunk your) => (their.Start, their.End).CompareTo((your.Start, your.End)) is not 0 and var order ? order < 0
        : _words.Theirs[their.NewStart..their.NewEnd].Span.SequenceCompareTo(_words.Yours[your.NewStart..your.NewEnd].Span) <= 0;

    /// <summary>Whether one text begins or ends with the other.</summary>
    private static bool IsPart(ReadOnlyMemory<char> one, ReadOnlyMemory<char> other)
    {
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        return longer.Span.StartsWith(shorter.Span) || longer.Span.EndsWith(shorter.Span);
    }

    private static bool IsWord(ReadOnlySpan<char> piece) => Words.IsWord(piece) && !Words.IsIdeographic(piece);

    /// <summary>
    /// Whether one side's hunk may follow the other's last one. It may if there is a word between them that both sides keep. If they touch, it may if a line end
    /// or a tag separates them. Where both insertions stay, an insertion may also touch what the other side inserted or put in the place of other words.
    /// </summary>
    private bool MayFollow(Hunk before, Pieces beforeSide, Hunk next, Pieces nextSide)
    {
        if (next.Start != before.End)
        {
            return next.Start > before.End;
        }

        var words = _words.Base;
        return (_keepsBothInsertions && ((before.Count == 0 && next.NewCount > 0) || (next.Count == 0 && before.NewCount > 0)))
            || ((before.Count > 0 || next.Count > 0) && ((before.NewCount > 0 && Words.IsBreak(beforeSide[before.NewEnd - 1]))
                || (next.NewCount > 0 && Words.IsBreak(nextSide[next.NewStart]))
                || (before.NewCount == 0 && Words.IsBreak(words[before.End - 1]))
                || (next.NewCount == 0 && Words.IsBreak(words[next.Start]) && (next.End == words.Count || Words.IsBreak(words[next.End])))));
    }
}
