using System.Text;

namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Three-way merge of text (protocol 4.9): by line, and word by word where both changed the same lines. What overlaps is refused;
/// nothing is guessed. It is the same whichever side is called theirs.
/// </summary>
internal sealed class TextMerge
{
    private readonly Pieces _base;
    private readonly Pieces _theirs;
    private readonly Pieces _yours;
    private readonly Work _theirWork;
    private readonly Work _yourWork;
    private readonly List<Region> _regions;

    // What both changed, merged; null where it cannot be.
    private readonly Dictionary<Region, string?> _both = [];

    /// <summary>Compares and merges.</summary>
    public TextMerge(string @base, string theirs, string yours, Work theirWork, Work yourWork)
    {
        var numbers = new PieceNumbers();
        _base = Pieces.OfLines(@base, numbers);
        _theirs = Pieces.OfLines(theirs, numbers);
        _yours = Pieces.OfLines(yours, numbers);
        _theirWork = theirWork;
        _yourWork = yourWork;
        _regions = Region.Of(PieceDiff.Between(_base, _theirs, theirWork), PieceDiff.Between(_base, _yours, yourWork));
        foreach (var region in _regions.Where(r => r.By is ChangedBy.Both))
        {
            _both[region] = MergeBoth(region);
        }

        Merged = _both.ContainsValue(null) ? null : Join(theirs, yours);
    }

    /// <summary>The merged text; null where the sides cannot be merged.</summary>
    public string? Merged { get; }

    /// <summary>What differs, in order.</summary>
    public List<LineChange> Changes()
    {
        if (_regions.Count <= MergeLimits.Changes)
        {
            return [.. _regions.Select(r => Change(r, r.By is ChangedBy.Both && _both[r] is null))];
        }

        var by = _regions.Select(r => r.By).Distinct().Count() == 1 ? _regions[0].By : ChangedBy.Both;
        return [Change(_regions[0].Through(_regions[^1], by), Merged is null)];
    }

    private LineChange Change(Region region, bool overlaps)
    {
        var (start, count) = region.Base.GetOffsetAndLength(_base.Ids.Length);
        return new LineChange(
            start + 1, count, _base[region.Base].ToString(), _theirs[region.Theirs].ToString(), _yours[region.Yours].ToString(), region.By, overlaps);
    }

    private string? MergeBoth(Region region)
    {
        if (_theirs.Ids.AsSpan(region.Theirs).SequenceEqual(_yours.Ids.AsSpan(region.Yours)))
        {
            return _theirs[region.Theirs].ToString();
        }

        var merged = WordMerge.Merge(_base[region.Base].ToString(), _theirs[region.Theirs].ToString(), _yours[region.Yours].ToString(), _theirWork, _yourWork);
        // The line after it stays a line of its own.
        return merged is null or "" || merged[^1] == '\n' || region.Base.End.Value == _base.Ids.Length ? merged : null;
    }

    private string? Join(string theirs, string yours)
    {
        var merged = new StringBuilder();
        var words = new WordCount();
        var at = 0;
        foreach (var region in _regions)
        {
            var text = region.By switch
            {
                ChangedBy.Theirs => _theirs[region.Theirs],
                ChangedBy.Yours => _yours[region.Yours],
                _ => _both[region],
            };
            merged.Append(_base.Between(at, region.Base.Start.Value)).Append(text);
            at = region.Base.End.Value;
            if (_both.Count > 0)
            {
                words.Add(_base[region.Base], _theirs[region.Theirs], _yours[region.Yours], text);
            }
        }

        var result = merged.Append(_base.Between(at, _base.Ids.Length)).ToString();
        return words.AddsUp() && (Markup.Nests(result) || !Markup.Nests(theirs) || !Markup.Nests(yours)) ? result : null;
    }
}
