using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// Three-way merge of rich text (docs/protocol.md, section 4.9): line by line, word by word where both sides changed the same lines, with marks, headers and the
/// containers around a line each as a layer of their own. Exchanging the sides does not change the merge.
/// </summary>
internal sealed class RichTextMerge
{
    // Each is searched for among all lines.
    private const int MaxMoved = 500;

    private readonly Sides<RichDocument> _documents;
    private readonly RichTextRules _rules;
    private readonly LineMatch _theirs;
    private readonly LineMatch _yours;
    private readonly ContainerMerge _containers;
    private readonly Work _theirWork;
    private readonly Work _yourWork;
    private readonly List<MergedLine> _lines = [];
    private readonly Tokens _tokens = new();
    private readonly MovedWords _moved;

    /// <summary>Merges three documents.</summary>
    public RichTextMerge(Sides<RichDocument> documents, RichTextRules rules, Work theirWork, Work yourWork)
    {
        (_documents, _rules, _theirWork, _yourWork) = (documents, rules, theirWork, yourWork);
        var @base = documents.Base;
        _theirs = LineMatch.Of(@base.Lines, documents.Theirs.Lines, theirWork);
        _yours = LineMatch.Of(@base.Lines, documents.Yours.Lines, yourWork);
        var (theirs, yours) = (new ContainerMatch(@base, documents.Theirs, _theirs), new ContainerMatch(@base, documents.Yours, _yours));
        _containers = new ContainerMerge(documents, theirs, yours, rules);
        _moved = new MovedWords(_tokens);
        MergeLines();
        var canMove = Move(_theirs, documents.Theirs.Lines, line => line.Sides.Theirs) & Move(_yours, documents.Yours.Lines, line => line.Sides.Yours);
        canMove &= TryRefill();
        _containers.Place(_lines);
        Trees = documents.Select(BlockNode.Of);
        Tree = BlockNode.Of(@base.Root, _lines.Select(line => (line.Content, line.Containers)), _containers.HeaderOf);
        // What is disputed is all that is wrong.
        var isSound = canMove && !_containers.Overlaps && !_moved.Exist(ChangesOfOne())
            && (!rules.Format.HasSchema || Structure.IsKept(Trees, Tree, theirs, yours));
        (IsMerged, IsDisputedInPart) = (isSound && Disputes.Count == 0, isSound && Disputes.Count > 0);
    }

    /// <summary>Whether what is disputed can be settled line by line: everything else is merged.</summary>
    public bool IsDisputedInPart { get; }

    /// <summary>The document with the changes of both sides; where they are disputed, with the head's.</summary>
    public BlockNode Tree { get; }

    /// <summary>The documents.</summary>
    public Sides<BlockNode> Trees { get; }

    /// <summary>Whether nothing is disputed.</summary>
    public bool IsMerged { get; }

    /// <summary>The lines of the merge.</summary>
    public IReadOnlyList<MergedLine> Merged => _lines;

    /// <summary>What both sides changed differently.</summary>
    public List<Dispute> Disputes { get; } = [];

    /// <summary>The lines that a side, or both, changed.</summary>
    public List<Region> Regions { get; private set; } = [];

    /// <summary>The regions in the smallest parts.</summary>
    public List<Region> Parts { get; } = [];

    /// <summary>The lines of a side in the order of the regions.</summary>
    public Sides<IReadOnlyList<Line>> Lines => new(_documents.Base.Lines, _theirs.Lines, _yours.Lines);

    private void MergeLines()
    {
        Regions = Region.Of(_theirs.Hunks, _yours.Hunks);
        var (at, their, your) = (0, 0, 0);
        foreach (var region in Regions)
        {
            Keep(region.Base.Start.Value);
            switch (region.By)
            {
                case ChangedBy.Theirs:
                    Parts.Add(region);
                    for (; their < region.Theirs.End.Value; their++)
                    {
                        var old = _theirs.Bases[their];
                        _lines.Add(Line(old, their, old < 0 ? -1 : your + old - at, _theirs.Lines[their]));
                    }

                    break;
                case ChangedBy.Yours:
                    Parts.Add(region);
                    for (; your < region.Yours.End.Value; your++)
                    {
                        var old = _yours.Bases[your];
                        _lines.Add(Line(old, old < 0 ? -1 : their + old - at, your, _yours.Lines[your]));
                    }

                    break;
                default:
                    MergeBoth(region.Base, region.Theirs, region.Yours);
                    break;
            }

            (at, their, your) = (region.Base.End.Value, region.Theirs.End.Value, region.Yours.End.Value);
        }

        Keep(_documents.Base.Lines.Count);

        // The lines up to there are the same on both sides.
        void Keep(int end)
        {
            for (; at < end; at++, their++, your++)
            {
                _lines.Add(Line(at, their, your, _yours.Lines[your]));
            }
        }
    }

    private void MergeBoth(Range @base, Range theirs, Range yours)
    {
        var lines = new Sides<Line[]>(
            [.. _documents.Base.Lines.Take(@base)], [.. _theirs.Lines.Take(theirs)], [.. _yours.Lines.Take(yours)]);
        var isSame = lines.Theirs.Length == lines.Yours.Length && lines.Theirs.Zip(lines.Yours).All(pair =>
            string.Equals(pair.First.Key, pair.Second.Key, StringComparison.Ordinal) && _containers.AreSame(pair.First, pair.Second));
        if (isSame && _theirs.Bases[theirs].AsSpan().SequenceEqual(_yours.Bases[yours]))
        {
            _moved.RemoveEqual(lines.Base, lines.Theirs);
            Parts.Add(new Region(@base, theirs, yours, ChangedBy.Both));
            for (var i = 0; i < lines.Theirs.Length; i++)
            {
                _lines.Add(Line(_theirs.Bases[theirs.Start.Value + i], theirs.Start.Value + i, yours.Start.Value + i, lines.Theirs[i]));
            }

            return;
        }

        var start = @base.Start.Value;
        var sides = new Sides<SideLines>(
            new SideLines(lines.Base, [], Before: null, After: null), SideOf(_theirs, lines.Theirs, theirs, start), SideOf(_yours, lines.Yours, yours, start));
        var (merged, parts) = LineMerge.Merge(sides, _rules, _containers, _tokens, _theirWork, _yourWork, _moved, Disputes);
        _lines.AddRange(merged);
        Parts.AddRange(parts.Select(part => new Region(
            Shift(part.Base, start), Shift(part.Theirs, theirs.Start.Value), Shift(part.Yours, yours.Start.Value), part.By)));

        static Range Shift(Range range, int by) => (range.Start.Value + by)..(range.End.Value + by);
    }

    private IEnumerable<(Line[] Base, Line[] Side)> ChangesOfOne() => Regions.Where(r => r.By is not ChangedBy.Both).Select(r =>
        (_documents.Base.Lines.Take(r.Base).ToArray(), (r.By is ChangedBy.Theirs ? _theirs.Lines.Take(r.Theirs) : _yours.Lines.Take(r.Yours)).ToArray()));

    private static SideLines SideOf(LineMatch match, Line[] lines, Range range, int start) => new(
        lines,
        [.. match.Bases[range].Select(b => b - start)],
        range.Start.Value == 0 ? null : match.Lines[range.Start.Value - 1],
        range.End.Value == match.Lines.Count ? null : match.Lines[range.End.Value]);

    private MergedLine Line(int @base, int theirs, int yours, Line content) => new(
        new Sides<Line?>(@base < 0 ? null : _documents.Base.Lines[@base], theirs < 0 ? null : _theirs.Lines[theirs], yours < 0 ? null : _yours.Lines[yours]), content);

    /// <summary>Moves the lines that a side moved: each behind the line that it follows there.</summary>
    /// <returns>False if the other side moved or deleted one of them.</returns>
    private bool Move(LineMatch match, IReadOnlyList<Line> order, Func<MergedLine, Line?> sideOf)
    {
        if (match.Moved.Count == 0)
        {
            return true;
        }

        if (match.Moved.Count > MaxMoved)
        {
            return false;
        }

        var isTheirs = match == _theirs;
        var other = isTheirs ? _yours : _theirs;
        var canMove = true;
        for (var i = 0; i < order.Count; i++)
        {
            if (!match.Moved.Contains(order[i]))
            {
                continue;
            }

            var at = _lines.FindIndex(line => sideOf(line) == order[i]);
            if (at < 0 || ((isTheirs ? _lines[at].Sides.Yours : _lines[at].Sides.Theirs) is not { } others || other.Moved.Contains(others)))
            {
                canMove = false;
                continue;
            }

            // With what the other side added to its container.
            var count = 1;
            for (; at + count < _lines.Count && IsAddedTo(others.Parent, _lines[at + count]); count++)
            {
            }

            var moved = _lines.GetRange(at, count);
            _lines.RemoveRange(at, count);
            var target = 0;
            for (var before = i - 1; before >= 0 && target == 0; before--)
            {
                target = _lines.FindIndex(line => sideOf(line) == order[before]) + 1;
            }

            _lines.InsertRange(target, moved);
        }

        return canMove;

        bool IsAddedTo(Container container, MergedLine line) => container.Parent is not null && line.Sides.Base is null && sideOf(line) is null
            && (isTheirs ? line.Sides.Yours : line.Sides.Theirs) is { } added && added.Containers.Contains(container);
    }

    /// <summary>A container that neither side deleted keeps an empty line, although each side deleted some of its lines.</summary>
    /// <returns>False if there are too many.</returns>
    private bool TryRefill()
    {
        var emptied = _containers.Emptied(_lines).Take(MaxMoved + 1).ToList();
        if (emptied.Count is 0 or > MaxMoved)
        {
            return emptied.Count == 0;
        }

        var places = new Dictionary<Line, int>();
        for (var i = 0; i < _documents.Base.Lines.Count; i++)
        {
            places.Add(_documents.Base.Lines[i], i);
        }

        foreach (var line in emptied)
        {
            var at = _lines.FindLastIndex(l => l.Sides.Base is { } old && places[old] < places[line]) + 1;
            _lines.Insert(at, new MergedLine(new Sides<Line?>(line, null, null), line.IsAtom ? line : line with { Runs = [], Raw = null }));
        }

        return true;
    }
}
