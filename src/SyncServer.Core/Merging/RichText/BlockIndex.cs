namespace SyncServer.Core.Merging.RichText;

/// <summary>The outermost block of each line.</summary>
internal sealed class BlockIndex
{
    private readonly Sides<Dictionary<Line, int>> _blocks;
    private readonly Dictionary<Line, int> _merged = [];
    private readonly RichTextMerge _merge;
    private readonly ILookup<int, MergedLine> _mergedLines;
    private readonly ILookup<int, Line> _yourLines;

    /// <summary>Finds the blocks.</summary>
    public BlockIndex(RichTextMerge merge)
    {
        _merge = merge;
        _blocks = merge.Trees.Select(Index);
        var contents = Index(merge.Tree);
        _mergedLines = merge.Merged.ToLookup(line => contents[line.Content]);
        _yourLines = _blocks.Yours.ToLookup(block => block.Value, block => block.Key);
        foreach (var line in merge.Merged)
        {
            foreach (var side in (Line?[])[line.Sides.Base, line.Sides.Theirs, line.Sides.Yours])
            {
                if (side is not null)
                {
                    _merged.TryAdd(side, contents[line.Content]);
                }
            }
        }
    }

    /// <summary>The blocks with these lines; without lines, the place after the block of the line before.</summary>
    public BlockChange Widen(Sides<IReadOnlyList<Line>> lines, Text.Region region)
    {
        var merged = lines.Base.Concat(lines.Theirs).Concat(lines.Yours).ToList();
        return new BlockChange(
            RangeOf(lines.Base, _blocks.Base, Before(_merge.Lines.Base, region.Base)),
            RangeOf(lines.Theirs, _blocks.Theirs, Before(_merge.Lines.Theirs, region.Theirs)),
            RangeOf(lines.Yours, _blocks.Yours, Before(_merge.Lines.Yours, region.Yours)),
            RangeOf(merged, _merged, Before(_merge.Lines.Theirs, region.Theirs)),
            ChangedBy.Both,
            IsDisputed: false);
    }

    /// <summary>Whether the merged blocks of a change have the same lines as your blocks, apart from disputed ones.</summary>
    public bool CanReplace(BlockChange change, HashSet<Line> disputed)
    {
        var merged = Enumerable.Range(change.Merged.Start.Value, change.Merged.End.Value - change.Merged.Start.Value).SelectMany(block => _mergedLines[block]).ToList();
        var yours = Enumerable.Range(change.Yours.Start.Value, change.Yours.End.Value - change.Yours.Start.Value).SelectMany(block => _yourLines[block]).ToHashSet();
        var kept = merged.Where(line => !IsDisputed(line)).ToList();
        return kept.TrueForAll(line => line.Sides is { Base: { } old, Theirs: { } their, Yours: { } your } && yours.Contains(your)
                && string.Equals(old.Key, their.Key, StringComparison.Ordinal) && string.Equals(old.Key, your.Key, StringComparison.Ordinal))
            && yours.Count(line => !disputed.Contains(line)) == kept.Count;

        bool IsDisputed(MergedLine line) => line.Sides.Theirs is { } their && disputed.Contains(their);
    }

    private static Line? Before(IReadOnlyList<Line> lines, Range range) => range.Start.Value == 0 ? null : lines[range.Start.Value - 1];

    private static Range RangeOf(IReadOnlyList<Line> lines, Dictionary<Line, int> blocks, Line? before)
    {
        var (first, last) = (int.MaxValue, -1);
        foreach (var line in lines)
        {
            if (blocks.TryGetValue(line, out var block))
            {
                (first, last) = (Math.Min(first, block), Math.Max(last, block));
            }
        }

        var after = before is not null && blocks.TryGetValue(before, out var previous) ? previous + 1 : 0;
        return last < 0 ? after..after : first..(last + 1);
    }

    private static Dictionary<Line, int> Index(BlockNode tree)
    {
        var index = new Dictionary<Line, int>();
        for (var i = 0; i < tree.Children.Count; i++)
        {
            Add(tree.Children[i], i, index);
        }

        return index;
    }

    private static void Add(BlockNode node, int block, Dictionary<Line, int> index)
    {
        if (node.Line is { } line)
        {
            index.TryAdd(line, block);
        }

        node.Children.ForEach(child => Add(child, block, index));
    }
}
