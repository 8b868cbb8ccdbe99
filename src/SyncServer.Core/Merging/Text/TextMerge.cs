namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Three-way merge of text (docs/protocol.md, section 4.9): line by line, and word by word where both sides changed the same lines. Overlapping changes are
/// refused, never guessed. Exchanging the sides does not change the merge.
/// </summary>
internal sealed class TextMerge
{
    private readonly PieceMerge _lines;

    /// <summary>Compares and merges.</summary>
    /// <param name="text">The sides.</param>
    /// <param name="keepsBothInsertions">Whether what both sides insert in one place both stays.</param>
    /// <param name="theirWork">The steps that may be spent on their side.</param>
    /// <param name="yourWork">The steps that may be spent on your side.</param>
    public TextMerge(Sides<string> text, bool keepsBothInsertions, Work theirWork, Work yourWork)
    {
        var words = new WordCount();
        _lines = new PieceMerge(text.Select(t => t.AsMemory()), Grain.Line, keepsBothInsertions, theirWork, yourWork, words);
        Merged = _lines.Merged is { } merged && AddsUp(words) && Nests(text, merged) ? merged : null;
    }

    /// <summary>The merged text; null if the sides cannot be merged.</summary>
    public string? Merged { get; }

    /// <summary>The differences in order.</summary>
    public List<LineChange> Changes()
    {
        var regions = _lines.Regions;
        if (regions.Count <= MergeLimits.Changes)
        {
            return [.. regions.Select(r => Change(r, _lines.Overlaps(r)))];
        }

        var by = regions.TrueForAll(r => r.By == regions[0].By) ? regions[0].By : ChangedBy.Both;
        return [Change(regions[0].Through(regions[^1], by), Merged is null)];
    }

    /// <summary>Whether the word count is right. If each region was changed by one side only, it need not be checked.</summary>
    private bool AddsUp(WordCount words) => !_lines.Regions.Exists(r => r.By is ChangedBy.Both) || words.AddsUp();

    private static bool Nests(Sides<string> text, string merged) => Markup.Nests(merged) || !Markup.Nests(text.Theirs) || !Markup.Nests(text.Yours);

    private LineChange Change(Region region, bool overlaps)
    {
        var text = _lines.TextOf(region).Select(t => t.ToString());
        var first = region.Base.Start.Value;
        return new LineChange(first + 1, region.Base.End.Value - first, text.Base, text.Theirs, text.Yours, region.By, overlaps);
    }
}
