using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.RichText;

// The differences of the sides.
internal sealed partial class LineMerge
{
    /// <summary>The differences of a side, between the lines that it has as the base.</summary>
    private List<Hunk> Compare(List<Token> side, SideLines lines, int numbers, Work work)
    {
        var (old, @new) = (_tokens.Base.Select(t => t.Number).ToArray(), side.Select(t => t.Number).ToArray());
        var hunks = new List<Hunk>();
        var (at, newAt, start, last) = (0, 0, 0, (Base: -1, Side: -1));
        for (var s = 0; s <= lines.Lines.Length; s++)
        {
            var isLast = s == lines.Lines.Length;
            var b = isLast ? _lines.Count : lines.Bases[s];
            var isEqual = !isLast && b >= 0 && string.Equals(_lines[b].Key, lines.Lines[s].Key, StringComparison.Ordinal);
            // A line that is next to another one on both sides was neither split nor joined with it.
            if (isLast || isEqual || (b >= 0 && last == (b - 1, s - 1)))
            {
                foreach (var hunk in PieceDiff.Between(old.AsSpan(at.._starts[b]), @new.AsSpan(newAt..start), numbers, work))
                {
                    hunks.Add(new Hunk(hunk.Start + at, hunk.Count, hunk.NewStart + newAt, hunk.NewCount));
                }

                if (isLast)
                {
                    break;
                }

                (at, newAt) = isEqual ? (_starts[b + 1], start + _starts[b + 1] - _starts[b]) : (_starts[b], start);
            }

            last = b >= 0 ? (b, s) : last;
            for (; !side[start].IsEnd; start++)
            {
            }

            start++;
        }

        return hunks;
    }

    /// <summary>Joins hunks with only spaces and punctuation between them, which are equal only by chance.</summary>
    private List<Hunk> Coalesce(List<Hunk> hunks)
    {
        var coalesced = new List<Hunk>();
        foreach (var hunk in hunks)
        {
            if (coalesced is [.., var last] && !_tokens.Base.Take(last.End..hunk.Start).Any(t => t.IsWord || t.IsEnd || t.EmbedType is not null))
            {
                coalesced[^1] = new Hunk(last.Start, hunk.End - last.Start, last.NewStart, hunk.NewEnd - last.NewStart);
            }
            else
            {
                coalesced.Add(hunk);
            }
        }

        return coalesced;
    }

    /// <summary>Of the places where a deletion or an insertion may be, takes one at the beginning of a line: a whole line, not the end of a line and the words of the next one.</summary>
    private List<Hunk> Slide(List<Hunk> hunks, List<Token> side)
    {
        for (var i = 0; i < hunks.Count; i++)
        {
            var (hunk, max) = (hunks[i], i + 1 < hunks.Count ? hunks[i + 1].Start - 1 : _tokens.Base.Count);
            var isDeletion = hunk.NewCount == 0;
            for (var by = 0; (isDeletion || hunk.Count == 0) && hunk.End + by <= max; by++)
            {
                if (hunk.Start + by == 0 || _tokens.Base[hunk.Start + by - 1].IsEnd)
                {
                    hunks[i] = hunk with { Start = hunk.Start + by, NewStart = hunk.NewStart + by };
                    break;
                }

                if (hunk.End + by == _tokens.Base.Count
                    || _tokens.Base[hunk.End + by].Number != (isDeletion ? _tokens.Base[hunk.Start + by].Number : side[hunk.NewStart + by].Number))
                {
                    break;
                }
            }
        }

        return hunks;
    }

    /// <summary>Cuts deletions where those of the other side begin or end, so that what both deleted is the same.</summary>
    private static List<Hunk> Cut(List<Hunk> hunks, List<Hunk> others)
    {
        var ends = others.Where(o => o.NewCount == 0).SelectMany(o => (int[])[o.Start, o.End]).ToList();
        var (cut, next) = (new List<Hunk>(), 0);
        foreach (var hunk in hunks)
        {
            var start = hunk.Start;
            for (; next < ends.Count && ends[next] < hunk.End; next++)
            {
                if (hunk.NewCount == 0 && ends[next] > start)
                {
                    cut.Add(new Hunk(start, ends[next] - start, hunk.NewStart, 0));
                    start = ends[next];
                }
            }

            cut.Add(hunk with { Start = start, Count = hunk.End - start });
        }

        return cut;
    }

    /// <summary>
    /// Cuts insertions in one place, so that what both inserted is the same hunk: whole lines with which both begin or end, and words where the one insertion is the beginning or end of the other.
    /// </summary>
    private void CutShared(List<Hunk> their, List<Hunk> your)
    {
        for (var (t, y) = (0, 0); t < their.Count && y < your.Count;)
        {
            if (their[t] is not { Count: 0 } theirs || your[y] is not { Count: 0 } yours || theirs.Start != yours.Start)
            {
                _ = (their[t].Start, their[t].Count).CompareTo((your[y].Start, your[y].Count)) <= 0 ? t++ : y++;
                continue;
            }

            var max = Math.Min(theirs.NewCount, yours.NewCount);
            var first = WholeLines(max, Common(i => AreEqual(theirs.NewStart + i, yours.NewStart + i)), i => _tokens.Theirs[theirs.NewStart + i - 1].IsEnd);
            max -= first;
            var last = WholeLines(
                max,
                Common(i => AreEqual(theirs.NewEnd - 1 - i, yours.NewEnd - 1 - i)),
                i => _tokens.Theirs[theirs.NewEnd - 1].IsEnd && (i == theirs.NewCount || _tokens.Theirs[theirs.NewEnd - 1 - i].IsEnd));
            t += Replace(their, t, Parts(theirs, first, last));
            y += Replace(your, y, Parts(yours, first, last));

            int Common(Func<int, bool> areEqual)
            {
                var count = 0;
                for (; count < max && areEqual(count); count++)
                {
                }

                return count;
            }
        }

        bool AreEqual(int theirs, int yours) => AreSame(_tokens.Theirs[theirs], _tokens.Yours[yours]) && (_tokens.Theirs[theirs].Line is not { } line || _containers.AreSame(line, _tokens.Yours[yours].Line!));

        static int WholeLines(int max, int common, Func<int, bool> isCut)
        {
            for (; common > 0 && common < max && !isCut(common); common--)
            {
            }

            return common;
        }

        static Hunk[] Parts(Hunk hunk, int first, int last) =>
        [
            .. new[] { hunk with { NewCount = first }, hunk with { NewStart = hunk.NewStart + first, NewCount = hunk.NewCount - first - last }, hunk with { NewStart = hunk.NewEnd - last, NewCount = last } }
                .Where(part => part.NewCount > 0),
        ];

        static int Replace(List<Hunk> hunks, int at, Hunk[] parts)
        {
            hunks.RemoveAt(at);
            hunks.InsertRange(at, parts);
            return parts.Length;
        }
    }

    /// <summary>For each token of the base its index on a side; negative where the side deleted it.</summary>
    private int[] KeptBy(List<Hunk> hunks)
    {
        var kept = new int[_tokens.Base.Count];
        var (at, shift) = (0, 0);
        foreach (var hunk in hunks.Append(new Hunk(kept.Length, 0, 0, 0)))
        {
            for (; at < hunk.Start; at++)
            {
                kept[at] = at + shift;
            }

            for (; at < hunk.End; at++)
            {
                kept[at] = -1;
            }

            shift = hunk.NewEnd - hunk.End;
        }

        return kept;
    }
}
