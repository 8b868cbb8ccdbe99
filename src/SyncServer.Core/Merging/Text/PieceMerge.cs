using System.Text;

namespace SyncServer.Core.Merging.Text;

/// <summary>Merges text piece by piece. A piece that one side changed is taken from it; a piece that both changed is cut into finer pieces.</summary>
internal sealed class PieceMerge
{
    private readonly Grain _grain;
    private readonly bool _keepsBothInsertions;
    private readonly Sides<Pieces> _pieces;
    private readonly Work _theirWork;
    private readonly Work _yourWork;

    private readonly HashSet<Region> _overlaps = [];

    /// <summary>Compares and merges.</summary>
    /// <param name="text">The sides.</param>
    /// <param name="grain">Lines or tags.</param>
    /// <param name="keepsBothInsertions">Whether what both sides insert in one place both stays.</param>
    /// <param name="theirWork">The steps that may be spent on their side.</param>
    /// <param name="yourWork">The steps that may be spent on your side.</param>
    /// <param name="words">Counts the words of the changes.</param>
    public PieceMerge(Sides<ReadOnlyMemory<char>> text, Grain grain, bool keepsBothInsertions, Work theirWork, Work yourWork, WordCount words)
    {
        (_grain, _keepsBothInsertions) = (grain, keepsBothInsertions);
        var (@base, numbers) = (new Pieces(text.Base, grain), new PieceNumbers());
        _pieces = new Sides<Pieces>(@base, new Pieces(text.Theirs, @base), new Pieces(text.Yours, @base));
        _theirWork = theirWork;
        _yourWork = yourWork;
        Regions = Region.Of(
            PieceDiff.Between(@base, _pieces.Theirs, numbers, theirWork), PieceDiff.Between(@base, _pieces.Yours, numbers, yourWork));

        var merged = new StringBuilder(text.Base.Length);
        var at = 0;
        foreach (var region in Regions)
        {
            merged.Append(@base[at..region.Base.Start]).Append(Merge(region, words));
            at = region.Base.End.Value;
        }

        merged.Append(@base[at..@base.Count]);
        Merged = _overlaps.Count > 0 ? null : merged.ToString();
    }

    /// <summary>The differences.</summary>
    public List<Region> Regions { get; }

    /// <summary>The merged text; null if the sides overlap.</summary>
    public string? Merged { get; }

    /// <summary>The text of each side in a region.</summary>
    public Sides<ReadOnlyMemory<char>> TextOf(Region region) => new(_pieces.Base[region.Base], _pieces.Theirs[region.Theirs], _pieces.Yours[region.Yours]);

    /// <summary>Whether both sides changed a region differently, so that it cannot be merged.</summary>
    public bool Overlaps(Region region) => _overlaps.Contains(region);

    private ReadOnlyMemory<char> Merge(Region region, WordCount words)
    {
        var text = TextOf(region);
        if (region.By is not ChangedBy.Both)
        {
            var changed = region.By is ChangedBy.Theirs ? text.Theirs : text.Yours;
            words.Add(text, changed);
            return changed;
        }

        if (text.Theirs.Span.SequenceEqual(text.Yours.Span))
        {
            words.Add(text, text.Theirs);
            words.AddShared(text.Base, text.Theirs);
            return text.Theirs;
        }

        var merged = MergeFinely(text, words);
        if (merged is null || !IsApart(merged, region.Base.End.Value))
        {
            _overlaps.Add(region);
        }

        return merged.AsMemory();
    }

    /// <summary>Whether the piece after a merged region is still cut off from it.</summary>
    private bool IsApart(string merged, int next) => merged.Length == 0 || next == _pieces.Base.Count
        || Pieces.IsCutAt(string.Concat(merged.AsSpan(merged.Length - 1), _pieces.Base[next]), 1, _grain);

    private string? MergeFinely(Sides<ReadOnlyMemory<char>> text, WordCount words)
    {
        if (_grain is Grain.Line && text.Base.Span.Contains('>'))
        {
            return new PieceMerge(text, Grain.Tag, _keepsBothInsertions, _theirWork, _yourWork, words).Merged;
        }

        var steps = MergeLimits.StepsOfText + text.Base.Length + text.Theirs.Length + text.Yours.Length;
        // Not short-circuited, so that exchanging the sides does not change the result.
        if (!text.All(t => t.Length <= MergeLimits.WordCharacters) || !(_theirWork.TrySpend(steps) & _yourWork.TrySpend(steps)))
        {
            return null;
        }

        var merged = WordMerge.Merge(text, _keepsBothInsertions, _theirWork, _yourWork, words);
        words.Add(text, merged.AsMemory());
        return merged;
    }
}
