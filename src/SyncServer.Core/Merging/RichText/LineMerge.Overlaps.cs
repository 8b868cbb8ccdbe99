using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.RichText;

// What is disputed.
internal sealed partial class LineMerge
{
    private void FindOverlaps(MovedWords moved)
    {
        var (their, your) = (_hunks.Theirs, _hunks.Yours);
        for (var (t, y) = (0, 0); t < their.Count || y < your.Count;)
        {
            if (t < their.Count && y < your.Count && AreEqual(their[t], your[y]))
            {
                moved.Remove(_tokens.Base.Take(their[t].Start..their[t].End));
                (t, y) = (t + 1, y + 1);
                continue;
            }

            var theirsIsNext = y == your.Count || (t < their.Count && TheirsComesFirst(their[t], your[y]));
            var next = theirsIsNext ? new Edit(their[t], _tokens.Theirs) : new Edit(your[y], _tokens.Yours);
            var before = theirsIsNext ? y == 0 ? default : new Edit(your[y - 1], _tokens.Yours) : t == 0 ? default : new Edit(their[t - 1], _tokens.Theirs);
            moved.Add(next.Tokens.Take(next.Hunk.NewStart..next.Hunk.NewEnd));
            if (before.Tokens is not null && !MayFollow(before, next))
            {
                Dispute(before.Hunk);
                Dispute(next.Hunk);
            }

            (t, y) = theirsIsNext ? (t + 1, y) : (t, y + 1);
        }
    }

    private bool AreEqual(Hunk their, Hunk your)
    {
        if (their.Start != your.Start || their.Count != your.Count || their.NewCount != your.NewCount)
        {
            return false;
        }

        // Whole lines in different containers are different lines. Two splits of a line are one.
        var isSplit = their.Start != _starts[_lineOf[their.Start]];
        for (var i = 0; i < their.NewCount; i++)
        {
            var (theirs, yours) = (_tokens.Theirs[their.NewStart + i], _tokens.Yours[your.NewStart + i]);
            if (!AreSame(theirs, yours) || (!isSplit && theirs.Line is { } line && !_containers.AreSame(line, yours.Line!)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(Token theirs, Token yours) => theirs.Number == yours.Number && theirs.Marks.AsSpan().SequenceEqual(yours.Marks)
        && string.Equals(theirs.Line?.Header, yours.Line?.Header, StringComparison.Ordinal);

    /// <summary>
    /// The order of two hunks. Of two insertions in one place, whole lines come before words, what is in the containers of the line before comes before what is in those of the line
    /// after, else the text decides, not the side.
    /// </summary>
    private bool TheirsComesFirst(Hunk their, Hunk your)
    {
        if ((their.Start, their.End) != (your.Start, your.End) || their.Count > 0)
        {
            return (their.Start, their.End).CompareTo((your.Start, your.End)) <= 0;
        }

        var (theirs, yours) = (new Edit(their, _tokens.Theirs), new Edit(your, _tokens.Yours));
        var (theirPlace, yourPlace) = (theirs.PlaceIn(_sides.Theirs), yours.PlaceIn(_sides.Yours));
        return theirs.EndsLine != yours.EndsLine ? theirs.EndsLine
            : theirPlace != yourPlace ? theirPlace < yourPlace
            : string.CompareOrdinal(theirs.Text, yours.Text) is not 0 and var order ? order < 0
            : string.CompareOrdinal(theirs.Containers, yours.Containers) <= 0;
    }

    private bool MayFollow(Edit before, Edit next)
    {
        if (next.Hunk.Start != before.Hunk.End)
        {
            return next.Hunk.Start > before.Hunk.End;
        }

        var @base = _tokens.Base;
        var at = next.Hunk.Start;
        // The words would be in the next line, where the other side deletes the end of theirs.
        if (before.JoinsLines(@base))
        {
            return false;
        }

        // Or in a line that the other side put in the place of theirs.
        if (before.Hunk.NewCount > 0 && !before.EndsLine && (before.Hunk.Count > 0 || at == 0 || @base[at - 1].IsEnd) && (next.DeletesEnd(@base) || next.ReplacesByLines))
        {
            return false;
        }

        return _rules.KeepsBothInsertions
            || ((before.Hunk.Count > 0 || next.Hunk.Count > 0)
                && (before.EndsLine || next.BeginsWithEnd || (before.Hunk.NewCount == 0 && before.Hunk.Count > 0 && @base[at - 1].IsEnd)));
    }

    /// <summary>Marks and headers that both sides changed differently, and what one side formatted and the other deleted.</summary>
    private void FindFormatting()
    {
        var formatted = new HashSet<int>();
        Reformat(_hunks.Theirs, _tokens.Theirs, _tokens.Yours, _kept.Yours, formatted);
        Reformat(_hunks.Yours, _tokens.Yours, _tokens.Theirs, _kept.Theirs, formatted);
        for (var i = 0; i < _lineOf.Length - 1; i++)
        {
            var old = _tokens.Base[i];
            var theirs = _kept.Theirs[i] < 0 ? default(Token?) : _tokens.Theirs[_kept.Theirs[i]];
            var yours = _kept.Yours[i] < 0 ? default(Token?) : _tokens.Yours[_kept.Yours[i]];
            var merges = theirs is { } their && yours is { } your ? _rules.Merge(old, their, your) is not null
                : (theirs ?? yours) is not { } kept || kept.HasFormatOf(old);
            if (!merges && !formatted.Contains(i))
            {
                _disputed[_lineOf[i]] = true;
            }
        }
    }

    /// <summary>What one side put in the place of words gets the marks that the other side gave to all of them.</summary>
    /// <param name="hunks">The hunks of the one side.</param>
    /// <param name="side">The tokens of that side, which get the marks.</param>
    /// <param name="other">The tokens of the other side.</param>
    /// <param name="keptByOther">For each token of the base its index there.</param>
    /// <param name="formatted">Receives the tokens of the base that were replaced so.</param>
    private void Reformat(List<Hunk> hunks, List<Token> side, List<Token> other, int[] keptByOther, HashSet<int> formatted)
    {
        foreach (var hunk in hunks.Where(h => h is { Count: > 0, NewCount: > 0 }))
        {
            var replaced = Enumerable.Range(hunk.Start, hunk.Count).Where(i => !_tokens.Base[i].IsEnd).ToList();
            var formats = replaced.Select(i => keptByOther[i] >= 0 && _tokens.Base[i].Marks is [var old] && other[keptByOther[i]].Marks is [var @new] ? (old, @new) : default).Distinct().ToList();
            if (formats is not [({ } before, { } after)] || before == after)
            {
                continue;
            }

            var added = Enumerable.Range(hunk.NewStart, hunk.NewCount).Where(i => !side[i].IsEnd).ToList();
            var marks = added.ConvertAll(i => Array.ConvertAll(side[i].Marks, own => _rules.Marks.Merge(before, after, own)));
            if (added.Count > 0 && marks.TrueForAll(all => !all.Contains(null)))
            {
                for (var i = 0; i < added.Count; i++)
                {
                    side[added[i]] = side[added[i]] with { Marks = marks[i]! };
                }

                formatted.UnionWith(replaced);
            }
        }
    }

    /// <summary>Parts with changes, each up to a line end that both sides kept.</summary>
    private List<Region> Parts()
    {
        var parts = new List<Region>();
        var (start, end) = (new Sides<int>(0, 0, 0), new Sides<int>(0, 0, 0));
        var (their, your) = (0, 0);
        for (var line = 0; line < _lines.Count; line++)
        {
            var at = _starts[line + 1] - 1;
            if (_kept.Theirs[at] < 0 || _kept.Yours[at] < 0)
            {
                continue;
            }

            end = new Sides<int>(line + 1, end.Theirs + EndsIn(_tokens.Theirs, their.._kept.Theirs[at]) + 1, end.Yours + EndsIn(_tokens.Yours, your.._kept.Yours[at]) + 1);
            (their, your) = (_kept.Theirs[at] + 1, _kept.Yours[at] + 1);
            Add();
        }

        end = new Sides<int>(_lines.Count, _sides.Theirs.Lines.Length, _sides.Yours.Lines.Length);
        Add();
        return parts;

        void Add()
        {
            var lines = new Sides<string[]>(
                [.. _lines.Take(start.Base..end.Base).Select(l => l.Key)],
                [.. _sides.Theirs.Lines.Take(start.Theirs..end.Theirs).Select(l => l.Key)],
                [.. _sides.Yours.Lines.Take(start.Yours..end.Yours).Select(l => l.Key)]);
            var (theirsIsOld, yoursIsOld) = (lines.Theirs.SequenceEqual(lines.Base, StringComparer.Ordinal), lines.Yours.SequenceEqual(lines.Base, StringComparer.Ordinal));
            if (!theirsIsOld || !yoursIsOld)
            {
                var by = theirsIsOld ? ChangedBy.Yours : yoursIsOld ? ChangedBy.Theirs : ChangedBy.Both;
                parts.Add(new Region(start.Base..end.Base, start.Theirs..end.Theirs, start.Yours..end.Yours, by));
            }

            start = end;
        }

        static int EndsIn(List<Token> tokens, Range range) => tokens.Take(range).Count(t => t.IsEnd);
    }

    private void Dispute(Hunk hunk)
    {
        var (first, last) = LinesOf(hunk);
        Array.Fill(_disputed, value: true, first, last - first + 1);
    }

    /// <summary>The lines that a hunk changes. Deleting the end of a line joins it with the next one.</summary>
    private (int First, int Last) LinesOf(Hunk hunk)
    {
        var first = _lineOf[hunk.Start];
        var joins = hunk.Count > 0 && _tokens.Base[hunk.End - 1].IsEnd && hunk.Start != _starts[first];
        return (first, hunk.Count == 0 ? first : Math.Min(_lineOf[hunk.End - 1] + (joins ? 1 : 0), _lines.Count));
    }

    /// <summary>No hunk is disputed in part.</summary>
    private void Widen()
    {
        var hunks = _hunks.Theirs.Concat(_hunks.Yours).ToList();
        for (var isStable = false; !isStable;)
        {
            isStable = true;
            foreach (var hunk in hunks)
            {
                var (first, last) = LinesOf(hunk);
                var span = _disputed.AsSpan(first, last - first + 1);
                if (span.Contains(value: true) && span.Contains(value: false))
                {
                    span.Fill(value: true);
                    isStable = false;
                }
            }
        }
    }

    /// <summary>A hunk, and the tokens of its side.</summary>
    private readonly record struct Edit(Hunk Hunk, List<Token> Tokens)
    {
        public bool EndsLine => Hunk.NewCount > 0 && Tokens[Hunk.NewEnd - 1].IsEnd;

        public bool BeginsWithEnd => Hunk.NewCount > 0 && Tokens[Hunk.NewStart].IsEnd;

        public string Text => string.Concat(Tokens.Take(Hunk.NewStart..Hunk.NewEnd).Select(t => t.Text + t.Line?.Header));

        public string Containers => string.Concat(Tokens.Take(Hunk.NewStart..Hunk.NewEnd).Where(t => t.IsEnd).SelectMany(t => t.Line!.Containers).Select(c => c.Header));

        /// <summary>How many containers the lines have in common with the line after them, less those with the line before them.</summary>
        public int PlaceIn(SideLines side)
        {
            if (!EndsLine)
            {
                return 0;
            }

            var first = Tokens.FindIndex(Hunk.NewStart, t => t.IsEnd);
            var before = Tokens.FindLastIndex(Hunk.NewStart, Hunk.NewStart + 1, t => t.IsEnd) is >= 0 and var previous && previous < Hunk.NewStart ? Tokens[previous].Line : side.Before;
            var last = Hunk.NewEnd - 1;
            var after = Hunk.NewEnd < Tokens.Count ? Tokens[Tokens.FindIndex(Hunk.NewEnd, t => t.IsEnd)].Line : side.After;
            return Common(Tokens[last].Line!, after) - Common(Tokens[first].Line!, before);

            static int Common(Line line, Line? other) => other is null ? 0
                : line.Containers.Zip(other.Containers).TakeWhile(pair => pair.First == pair.Second).Count();
        }

        public bool ReplacesByLines => Hunk.Count > 0 && Tokens.Take(Hunk.NewStart..Hunk.NewEnd).Any(t => t.IsEnd);

        public bool JoinsLines(List<Token> @base) =>
            Hunk.Count > 0 && Hunk.Start > 0 && @base[Hunk.End - 1].IsEnd && !@base[Hunk.Start - 1].IsEnd && !EndsLine;

        public bool DeletesEnd(List<Token> @base) =>
            @base.Take(Hunk.Start..Hunk.End).Any(t => t.IsEnd) && !Tokens.Take(Hunk.NewStart..Hunk.NewEnd).Any(t => t.IsEnd);
    }
}
