namespace SyncServer.Core.Merging.RichText;

/// <summary>Finds the changed blocks.</summary>
internal static class BlockChanges
{
    /// <summary>The changes in order.</summary>
    public static List<BlockChange> Of(RichTextMerge merge)
    {
        var disputed = new HashSet<Line>(merge.Disputes.SelectMany(d => d.Base.Concat(d.Theirs).Concat(d.Yours)));
        var index = new BlockIndex(merge);
        var changes = new List<BlockChange>();
        foreach (var region in merge.Parts)
        {
            var lines = new Sides<IReadOnlyList<Line>>(
                [.. merge.Lines.Base.Take(region.Base)], [.. merge.Lines.Theirs.Take(region.Theirs)], [.. merge.Lines.Yours.Take(region.Yours)]);
            var change = index.Widen(lines, region) with
            {
                By = region.By,
                IsDisputed = lines.Base.Concat(lines.Theirs).Concat(lines.Yours).Any(disputed.Contains),
            };
            if (changes is [.., var last] && (change.Base.Start.Value < last.Base.End.Value || change.Merged.Start.Value < last.Merged.End.Value
                || change.Theirs.Start.Value < last.Theirs.End.Value || change.Yours.Start.Value < last.Yours.End.Value))
            {
                changes[^1] = new BlockChange(
                    Join(last.Base, change.Base), Join(last.Theirs, change.Theirs), Join(last.Yours, change.Yours), Join(last.Merged, change.Merged),
                    last.By == change.By ? change.By : ChangedBy.Both, last.IsDisputed || change.IsDisputed);
            }
            else
            {
                changes.Add(change);
            }
        }

        return [.. changes.Select(change => change with { CanBeReplaced = change.IsDisputed && index.CanReplace(change, disputed) })];
    }

    private static Range Join(Range one, Range other) => Math.Min(one.Start.Value, other.Start.Value)..Math.Max(one.End.Value, other.End.Value);
}
