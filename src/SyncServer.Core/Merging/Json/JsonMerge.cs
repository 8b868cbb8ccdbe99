using System.Text.Json;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Three-way merge of JSON (protocol 4.9): by field through objects, and by element through arrays whose elements have keys.
/// Everything is taken over in the bytes it was written in, the spaces between included: what one side left as it was is taken
/// from the other. What one side moved, and the other moved or removed, is an overlap (<see cref="Moves"/>). It is the same
/// whichever side is called theirs.
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
    private bool _overlaps;

    // Whether anything does, anywhere.
    private bool _isRefused;

    /// <summary>Compares and merges three documents.</summary>
    public JsonMerge(Sides<JsonValue> documents, IReadOnlyList<JsonPointer> textPaths)
    {
        var bytes = documents.Select(d => d.Tree.Bytes);
        _theirs = new SameBytes(bytes.Base, bytes.Theirs);
        _yours = new SameBytes(bytes.Base, bytes.Yours);
        _both = new SameBytes(bytes.Theirs, bytes.Yours);
        var merged = new JsonBytes(bytes.Theirs.Length);
        merged.Add(Pick(documents.Select(d => (ReadOnlyMemory<byte>?)d.Bytes(..d.Start))));
        Walk(Place.Root(textPaths), documents, merged);
        merged.Add(Pick(documents.Select(d => (ReadOnlyMemory<byte>?)d.Bytes(d.End..))));
        Merged = _isRefused || _moves.Collide(documents.Base) ? null : merged.ToArray();
        Changes = _changes.ToList(documents, Merged is null);
    }

    /// <summary>What differs, in order.</summary>
    public IReadOnlyList<FieldChange> Changes { get; }

    /// <summary>The merged document; null where the sides cannot be merged.</summary>
    public byte[]? Merged { get; }

    /// <param name="place">Where in the documents.</param>
    /// <param name="values">The values there.</param>
    /// <param name="merged">Takes the merged value; null where it is taken already, or there is to be none.</param>
    private void Walk(Place place, Sides<JsonValue> values, JsonBytes? merged)
    {
        // Nothing that is found from here on makes a difference.
        if (_isRefused && _changes.AreTooMany)
        {
            return;
        }

        var theirsIsOld = _theirs.Are(values.Base, values.Theirs);
        var yoursIsOld = _yours.Are(values.Base, values.Yours);
        if (theirsIsOld || yoursIsOld || _both.Are(values.Theirs, values.Yours))
        {
            merged?.Add((yoursIsOld ? values.Theirs : values.Yours).Span);
            // On, but only for what is to be told.
            merged = null;
        }

        if (theirsIsOld && yoursIsOld)
        {
            return;
        }

        if (MatchedParts.Of(values) is { } parts)
        {
            WalkParts(place, values, parts, merged);
        }
        else
        {
            Compare(place, values, merged);
        }
    }

    private void WalkParts(Place place, Sides<JsonValue> whole, MatchedParts parts, JsonBytes? merged)
    {
        var isArray = whole.Base.Kind is JsonValueKind.Array;
        var order = PartOrder.Of(parts, theirsFirst: () => whole.Theirs.Span.SequenceCompareTo(whole.Yours.Span) <= 0);
        // The order of members says nothing. An array in another order is told as a whole.
        var tellsWhole = isArray && (order.TheirsMoved || order.YoursMoved) && !_changes.Muted;
        var overlappedBefore = _overlaps;
        _changes.Muted |= tellsWhole;
        // For a while of this array alone.
        _overlaps = isArray && order.Collides;
        _isRefused |= _overlaps;

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

            // Most parts are the same: nothing is made for them.
            var values = parts.ValuesOf(indices);
            if (_theirs.Are(values.Base, values.Theirs) && _yours.Are(values.Base, values.Yours))
            {
                merged?.Add(values.Base.Span);
                continue;
            }

            _moves.Note(values, isArray);
            var (index, part) = indices.Base != MatchedParts.None ? (indices.Base, values.Base)
                : indices.Theirs != MatchedParts.None ? (indices.Theirs, values.Theirs)
                : (indices.Yours, values.Yours);
            Walk(isArray ? place.Enter(index) : place.Enter(part), values, stays ? merged : null);
        }

        merged?.Add(Pick(parts.Sides.Select(p => (ReadOnlyMemory<byte>?)p.Close)));
        merged?.Close(isArray);
        if (tellsWhole)
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

    private void Compare(Place place, Sides<JsonValue> values, JsonBytes? merged)
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
        }

        _moves.NoteReplaced(values, by);
        _changes.Add(place, values, by, overlaps);
    }

    /// <summary>The merged string where the place takes text; null where it is none, or the sides overlap.</summary>
    private byte[]? MergeText(Place place, Sides<JsonValue> values)
    {
        if (!place.IsText || !values.All(v => v.Kind is JsonValueKind.String))
        {
            return null;
        }

        var steps = MergeLimits.StepsOfText + values.Base.Span.Length + values.Theirs.Span.Length + values.Yours.Span.Length;
        // Both, whichever comes first.
        return _theirWork.TrySpend(steps) & _yourWork.TrySpend(steps)
            && new TextMerge(values.Select(v => v.Text), _theirWork, _yourWork).Merged is { } merged
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

    /// <summary>The bytes that a side changed, where they say nothing: where both did, those that sort first.</summary>
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
