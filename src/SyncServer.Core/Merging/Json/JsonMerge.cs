using System.Text.Json;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Three-way merge of JSON (docs/protocol.md, section 4.9): member by member through objects, and element by element through arrays.
/// Every value is copied as it was written, including the whitespace around it: what one side left unchanged is taken from the other. What one side moved
/// and the other moved or removed is an overlap (<see cref="Moves"/>). Exchanging the sides does not change the merge.
/// </summary>
internal sealed class JsonMerge
{
    private readonly Work _theirWork = new();
    private readonly Work _yourWork = new();
    private readonly ChangeList _changes = new();
    private readonly Moves _moves = new();
    private readonly SameBytes _theirs;
    private readonly SameBytes _yours;
    private readonly SameBytes _both;
    private readonly MergeRules? _rules;
    private bool _overlaps;

    // Whether there is an overlap anywhere.
    private bool _isRefused;

    // Whether there is an overlap that no value stands for.
    private bool _isIncomplete;

    /// <summary>Compares and merges three documents.</summary>
    public JsonMerge(Sides<JsonValue> documents, MergeRules? rules)
    {
        _rules = rules;
        var bytes = documents.Select(d => d.Tree.Bytes);
        _theirs = new SameBytes(bytes.Base, bytes.Theirs);
        _yours = new SameBytes(bytes.Base, bytes.Yours);
        _both = new SameBytes(bytes.Theirs, bytes.Yours);
        var merged = new JsonBytes(bytes.Theirs.Length);
        merged.Add(Pick(documents.Select(d => (ReadOnlyMemory<byte>?)d.Bytes(..d.Start))));
        Walk(Place.Root((rules ?? MergeRules.Default).Formats), documents, merged);
        merged.Add(Pick(documents.Select(d => (ReadOnlyMemory<byte>?)d.Bytes(d.End..))));
        var collides = _moves.Collide(documents.Base);
        Merged = _isRefused || collides ? null : merged.ToArray();
        Undisputed = !_isRefused || collides || _isIncomplete ? null : merged.ToArray();
        Changes = _changes.ToList(documents, Merged is null);
    }

    /// <summary>The differences in order.</summary>
    public IReadOnlyList<FieldChange> Changes { get; }

    /// <summary>The merged document; null if the sides cannot be merged.</summary>
    public byte[]? Merged { get; }

    /// <summary>Where they cannot be merged, the document with the head's values where they overlap; null if there is an overlap that no value stands for.</summary>
    public byte[]? Undisputed { get; }

    /// <param name="place">The place in the documents.</param>
    /// <param name="values">The values there.</param>
    /// <param name="merged">Receives the merged value; null if it is written already or not needed.</param>
    private void Walk(Place place, Sides<JsonValue> values, JsonBytes? merged)
    {
        // Further differences would not change the result.
        if (_isRefused && _changes.AreTooMany)
        {
            return;
        }

        var theirsIsOld = _theirs.Are(values.Base, values.Theirs);
        var yoursIsOld = _yours.Are(values.Base, values.Yours);
        var isSettled = theirsIsOld || yoursIsOld || _both.Are(values.Theirs, values.Yours);
        if (isSettled)
        {
            merged?.Add((yoursIsOld ? values.Theirs : values.Yours).Span);
            // Continue, but only to collect the changes.
            merged = null;
        }

        if (theirsIsOld && yoursIsOld)
        {
            return;
        }

        if (RichValue.Of(place, values, _rules, _theirWork, _yourWork) is { } rich)
        {
            var isRefused = !isSettled && !rich.IsMerged;
            rich.AddTo(_changes, isSettled);
            merged?.Add(rich.Merged);
            _isRefused |= isRefused;
            _overlaps |= isRefused;
            _isIncomplete |= isRefused && !rich.IsDisputedInPart;
        }
        else if ((MatchedParts.Of(values) ?? (_rules is null ? null : ElementMerge.Match(values, _rules, _theirWork, _yourWork))) is { } parts)
        {
            WalkParts(place, values, parts, merged);
        }
        else
        {
            Compare(place, values, merged, isOtherElement: false);
        }
    }

    private void WalkParts(Place place, Sides<JsonValue> whole, MatchedParts parts, JsonBytes? merged)
    {
        var isArray = whole.Base.Kind is JsonValueKind.Array;
        var order = parts.MergedOrder;
        // The order of members has no meaning. An array in another order is reported as one change.
        var reportsWhole = isArray && (order.TheirsMoved || order.YoursMoved) && !_changes.Muted;
        var overlappedBefore = _overlaps;
        _changes.Muted |= reportsWhole;
        // Until the end of this method only for this array.
        _overlaps = isArray && order.Collides;
        _isRefused |= _overlaps;
        _isIncomplete |= _overlaps;

        merged?.Open(isArray);
        var first = true;
        foreach (var number in order.Numbers)
        {
            var indices = parts.IndicesOf(number);
            var stays = indices.Base == MatchedParts.None || (indices.Theirs != MatchedParts.None && indices.Yours != MatchedParts.None);
            if (stays && merged is not null)
            {
                merged.AddHead(HeadOf(parts, indices), first);
                first = false;
            }

            // Most parts are unchanged: they need no Place.
            var values = parts.ValuesOf(indices);
            if (_theirs.Are(values.Base, values.Theirs) && _yours.Are(values.Base, values.Yours))
            {
                merged?.Add(values.Base.Span);
                continue;
            }

            _moves.Add(values, isArray);
            var (index, part) = indices.Base != MatchedParts.None ? (indices.Base, values.Base)
                : indices.Theirs != MatchedParts.None ? (indices.Theirs, values.Theirs)
                : (indices.Yours, values.Yours);
            var next = isArray ? place.Enter(index) : place.Enter(part);
            if (parts.Replaced.Contains(number))
            {
                Compare(next, values, stays ? merged : null, isOtherElement: true);
            }
            else
            {
                Walk(next, values, stays ? merged : null);
            }
        }

        merged?.Add(Pick(parts.Sides.Select(p => (ReadOnlyMemory<byte>?)p.Close)));
        merged?.Close(isArray);
        if (reportsWhole)
        {
            _changes.Muted = false;
            _changes.Add(place, whole, WhoChanged(whole) ?? ChangedBy.Both, _overlaps);
        }

        _overlaps |= overlappedBefore;
    }

    private ReadOnlySpan<byte> HeadOf(MatchedParts parts, Sides<int> indices)
    {
        var (@base, theirs, yours) = parts.Sides;
        var (b, t, y) = indices;
        if (b != MatchedParts.None && t != MatchedParts.None && y != MatchedParts.None
            && _theirs.Are(@base.HeadStart(b), @base.Value(b).Start, theirs.HeadStart(t), theirs.Value(t).Start)
            && _yours.Are(@base.HeadStart(b), @base.Value(b).Start, yours.HeadStart(y), yours.Value(y).Start))
        {
            return @base.Head(b).Span;
        }

        return Pick(new Sides<ReadOnlyMemory<byte>?>(
            b == MatchedParts.None ? default(ReadOnlyMemory<byte>?) : @base.Head(b),
            t == MatchedParts.None ? default(ReadOnlyMemory<byte>?) : theirs.Head(t),
            y == MatchedParts.None ? default(ReadOnlyMemory<byte>?) : yours.Head(y)));
    }

    private void Compare(Place place, Sides<JsonValue> values, JsonBytes? merged, bool isOtherElement)
    {
        if (WhoChanged(values) is not { } by)
        {
            merged?.Add(Pick(values.Select(v => v.Raw)));
            return;
        }

        var overlaps = false;
        if (by is not ChangedBy.Both)
        {
            merged?.Add((by is ChangedBy.Theirs ? values.Theirs : values.Yours).Span);
        }
        else if (JsonEquality.AreEqual(values.Theirs, values.Yours))
        {
            merged?.Add(Pick(values.Select(v => v.Raw)));
        }
        else if (MergeText(place, values) is { } text)
        {
            merged?.Add(text);
        }
        else
        {
            overlaps = _overlaps = _isRefused = true;
            _isIncomplete |= !values.All(v => v.Exists);
            merged?.Add(values.Theirs.Span);
        }

        if (isOtherElement)
        {
            _moves.AddReplacedElement(values, by);
        }
        else
        {
            _moves.AddReplaced(values, by);
        }

        _changes.Add(place, values, by, overlaps);
    }

    /// <summary>The merged string at a path of text; null if the path is not one, or the sides overlap.</summary>
    private byte[]? MergeText(Place place, Sides<JsonValue> values)
    {
        if (place.Format is not (MergeFormat.Text or MergeFormat.Html) || !values.All(v => v.Kind is JsonValueKind.String))
        {
            return null;
        }

        var steps = MergeLimits.StepsOfText + values.Base.Span.Length + values.Theirs.Span.Length + values.Yours.Span.Length;
        // Not short-circuited, so that exchanging the sides does not change the result.
        return _theirWork.TrySpend(steps) & _yourWork.TrySpend(steps)
            && new TextMerge(values.Select(v => v.Text), _rules is { KeepsBothInsertions: true }, _theirWork, _yourWork).Merged is { } merged
            ? JsonString.Write(merged)
            : null;
    }

    private static ChangedBy? WhoChanged(Sides<JsonValue> values) =>
        (JsonEquality.AreEqual(values.Base, values.Theirs), JsonEquality.AreEqual(values.Base, values.Yours)) switch
        {
            (true, true) => null,
            (false, true) => ChangedBy.Theirs,
            (true, false) => ChangedBy.Yours,
            _ => ChangedBy.Both,
        };

    /// <summary>Chooses between bytes without meaning, such as whitespace: those that one side changed; if both did, those that sort first.</summary>
    private static ReadOnlySpan<byte> Pick(Sides<ReadOnlyMemory<byte>?> bytes)
    {
        if ((bytes.Theirs ?? bytes.Yours) is not { } theirs || (bytes.Yours ?? bytes.Theirs) is not { } yours)
        {
            return default;
        }

        if (bytes.Base is { } old && (old.Span.SequenceEqual(theirs.Span) || old.Span.SequenceEqual(yours.Span)))
        {
            return (old.Span.SequenceEqual(theirs.Span) ? yours : theirs).Span;
        }

        return (theirs.Span.SequenceCompareTo(yours.Span) <= 0 ? theirs : yours).Span;
    }
}
