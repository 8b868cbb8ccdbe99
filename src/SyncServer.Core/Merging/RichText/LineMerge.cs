using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// Merges, word by word, lines that both sides changed. The end of a line is a token too, so that a line may be split, joined, added or deleted beside edits of
/// its words. A line that both changed differently is disputed: the head's line stays there.
/// </summary>
internal sealed partial class LineMerge
{
    private readonly RichTextRules _rules;
    private readonly ContainerMerge _containers;
    private readonly Sides<List<Token>> _tokens;
    private readonly List<Line> _lines;
    private readonly Sides<SideLines> _sides;

    // For each token of the base the index of its line, and for each line that of its first token; both have one more at the end.
    private readonly int[] _lineOf;
    private readonly int[] _starts;
    private readonly Sides<List<Hunk>> _hunks;
    private readonly Sides<int[]> _kept;
    private readonly bool[] _disputed;

    private LineMerge(Sides<SideLines> lines, RichTextRules rules, ContainerMerge containers, Tokens tokens, Work theirWork, Work yourWork)
    {
        (_rules, _containers) = (rules, containers);
        (_lines, _sides) = ([.. lines.Base.Lines], lines);
        _tokens = lines.Select(side => tokens.Of(side.Lines));
        var @base = _tokens.Base;
        (_lineOf, _starts) = (new int[@base.Count + 1], new int[_lines.Count + 1]);
        for (var (i, line) = (0, 0); i < @base.Count; i++)
        {
            _lineOf[i] = line;
            if (@base[i].IsEnd)
            {
                _starts[++line] = i + 1;
            }
        }

        _lineOf[^1] = _lines.Count;
        _disputed = new bool[_lines.Count + 1];
        var their = Slide(Coalesce(Compare(_tokens.Theirs, lines.Theirs, tokens.Count, theirWork)), _tokens.Theirs);
        var your = Slide(Coalesce(Compare(_tokens.Yours, lines.Yours, tokens.Count, yourWork)), _tokens.Yours);
        (their, your) = (Cut(their, your), Cut(your, their));
        CutShared(their, your);
        _hunks = new Sides<List<Hunk>>([], their, your);
        _kept = new Sides<int[]>([], KeptBy(_hunks.Theirs), KeptBy(_hunks.Yours));
    }

    /// <summary>Merges lines.</summary>
    /// <param name="lines">The lines, and those of the base that they were.</param>
    /// <param name="rules">The rules of the format and the policy.</param>
    /// <param name="containers">The containers around the lines.</param>
    /// <param name="tokens">Numbers the tokens.</param>
    /// <param name="theirWork">The steps that may be spent on their side.</param>
    /// <param name="yourWork">The steps that may be spent on your side.</param>
    /// <param name="moved">Receives what may be moved.</param>
    /// <param name="disputes">Receives what is disputed.</param>
    /// <returns>The merged lines, and the parts that the lines can be cut into, which begin at 0.</returns>
    public static (List<MergedLine> Lines, List<Region> Parts) Merge(
        Sides<SideLines> lines, RichTextRules rules, ContainerMerge containers, Tokens tokens, Work theirWork, Work yourWork, MovedWords moved, List<Dispute> disputes)
    {
        var merge = new LineMerge(lines, rules, containers, tokens, theirWork, yourWork);
        merge.FindOverlaps(moved);
        merge.FindFormatting();
        merge.Widen();
        return (merge.Write(disputes), merge.Parts());
    }

    private List<MergedLine> Write(List<Dispute> disputes)
    {
        var (their, your) = (_hunks.Theirs, _hunks.Yours);
        var builder = new LineBuilder(_rules);
        var (t, y) = (0, 0);
        for (var at = 0; at <= _tokens.Base.Count;)
        {
            if (_disputed[_lineOf[at]] && at == _starts[_lineOf[at]])
            {
                var first = _lineOf[at];
                var last = first;
                for (; last < _disputed.Length && _disputed[last]; last++)
                {
                }

                var end = last == _disputed.Length ? _tokens.Base.Count + 1 : _starts[last];
                var dispute = new Dispute(_lines[first..Math.Min(last, _lines.Count)], Skip(_tokens.Theirs, their, ref t, at, end), Skip(_tokens.Yours, your, ref y, at, end));
                disputes.Add(dispute);
                builder.AddDispute(dispute);
                at = end;
                continue;
            }

            var theirsIsHere = t < their.Count && their[t].Start == at;
            var yoursIsHere = y < your.Count && your[y].Start == at;
            if (theirsIsHere && yoursIsHere && AreEqual(their[t], your[y]))
            {
                builder.Insert(_tokens.Theirs, their[t], _tokens.Yours, your[y].NewStart);
                (at, t, y) = (their[t].End, t + 1, y + 1);
            }
            else if (theirsIsHere && (!yoursIsHere || TheirsComesFirst(their[t], your[y])))
            {
                builder.Insert(_tokens.Theirs, their[t], isTheirs: true);
                at = their[t++].End;
            }
            else if (yoursIsHere)
            {
                builder.Insert(_tokens.Yours, your[y], isTheirs: false);
                at = your[y++].End;
            }
            else if (at < _tokens.Base.Count)
            {
                builder.Keep(_tokens.Base[at], _tokens.Theirs, _kept.Theirs[at], _tokens.Yours, _kept.Yours[at]);
                at++;
            }
            else
            {
                break;
            }
        }

        if (!builder.IsBroken)
        {
            return builder.Lines;
        }

        // Both sides deleted ends of lines, so that words are left without a line.
        var whole = new Dispute(_lines, _sides.Theirs.Lines, _sides.Yours.Lines);
        disputes.Add(whole);
        builder = new LineBuilder(_rules);
        builder.AddDispute(whole);
        return builder.Lines;
    }

    /// <summary>The lines of a side instead of a range of the base, whose hunks are skipped.</summary>
    private static List<Line> Skip(List<Token> side, List<Hunk> hunks, ref int next, int start, int end)
    {
        var shift = next == 0 ? 0 : hunks[next - 1].NewEnd - hunks[next - 1].End;
        var from = start + shift;
        for (; next < hunks.Count && hunks[next].Start < end; next++)
        {
            shift = hunks[next].NewEnd - hunks[next].End;
        }

        return [.. side.Take(from..Math.Min(end + shift, side.Count)).Where(t => t.IsEnd).Select(t => t.Line!)];
    }
}
