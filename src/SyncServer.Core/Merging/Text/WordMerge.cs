using System.Text;

namespace SyncServer.Core.Merging.Text;

/// <summary>Merges lines that both sides changed, word by word.</summary>
internal sealed class WordMerge
{
    private readonly Pieces _base;
    private readonly Pieces _theirs;
    private readonly Pieces _yours;
    private readonly StringBuilder _merged = new();

    // How much of the base is merged.
    private int _at;

    private WordMerge(string @base, string theirs, string yours)
    {
        var numbers = new PieceNumbers();
        _base = Pieces.OfWords(@base, numbers);
        _theirs = Pieces.OfWords(theirs, numbers);
        _yours = Pieces.OfWords(yours, numbers);
    }

    /// <summary>The merged lines; null where the sides' edits overlap or come too close to tell which of them is first.</summary>
    public static string? Merge(string @base, string theirs, string yours, Work theirWork, Work yourWork)
    {
        var merge = new WordMerge(@base, theirs, yours);
        var their = PieceDiff.Between(merge._base, merge._theirs, theirWork);
        var your = PieceDiff.Between(merge._base, merge._yours, yourWork);
        return merge.Run(their, your) ? merge._merged.ToString() : null;
    }

    private bool Run(List<Hunk> their, List<Hunk> your)
    {
        for (var (t, y) = (0, 0); t < their.Count || y < your.Count;)
        {
            if (t < their.Count && y < your.Count && AreEqual(their[t], your[y]))
            {
                Take(their[t], _theirs);
                (t, y) = (t + 1, y + 1);
                continue;
            }

            var theirsIsNext = y == your.Count || (t < their.Count && (their[t].Start, their[t].End).CompareTo((your[y].Start, your[y].End)) <= 0);
            var (next, side) = theirsIsNext ? (their[t++], _theirs) : (your[y++], _yours);
            // The other side's hunk before it; the next one is compared with this one when its turn comes.
            var (other, otherSide) = theirsIsNext ? (y == 0 ? null : (Hunk?)your[y - 1], _yours) : (t == 0 ? null : (Hunk?)their[t - 1], _theirs);
            if (other is { } before && !MayFollow(before, otherSide, next, side))
            {
                return false;
            }

            Take(next, side);
        }

        _merged.Append(_base.Between(_at, _base.Ids.Length));
        return true;
    }

    private void Take(Hunk hunk, Pieces side)
    {
        _merged.Append(_base.Between(_at, hunk.Start)).Append(side.Between(hunk.NewStart, hunk.NewEnd));
        _at = hunk.End;
    }

    private bool AreEqual(Hunk their, Hunk your) =>
        their.Start == your.Start && their.Count == your.Count
        && _theirs.Ids.AsSpan(their.NewStart, their.NewCount).SequenceEqual(_yours.Ids.AsSpan(your.NewStart, your.NewCount));

    /// <summary>
    /// Hunks with a piece between them that both sides keep may stand together. Those that touch may only where a line end or a tag
    /// parts them, and never where both insert.
    /// </summary>
    private bool MayFollow(Hunk before, Pieces beforeSide, Hunk next, Pieces nextSide)
    {
        if (next.Start != before.End)
        {
            return next.Start > before.End;
        }

        return (before.Count > 0 || next.Count > 0)
            && ((before.NewCount > 0 && Words.IsBreak(beforeSide[before.NewEnd - 1]))
                || (next.NewCount > 0 && Words.IsBreak(nextSide[next.NewStart]))
                || (before.NewCount == 0 && Words.IsBreak(_base[before.End - 1]))
                || (next.NewCount == 0 && Words.IsBreak(_base[next.Start]) && (next.End == _base.Ids.Length || Words.IsBreak(_base[next.End]))));
    }
}
