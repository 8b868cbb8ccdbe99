using System.Globalization;
using System.Text.Json;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Three-way merge of JSON (protocol 4.9): by field through objects, and by element through arrays whose elements have keys.
/// Everything is taken over in the bytes it was written in, the spaces between included: what one side left as it was is taken
/// from the other. It is the same whichever side is called theirs.
/// </summary>
internal sealed class JsonMerge
{
    private readonly Work _theirWork = new();
    private readonly Work _yourWork = new();
    private readonly ChangeList _changes = new();
    private readonly HashSet<string> _removedByBoth = new(StringComparer.Ordinal);
    private readonly HashSet<string> _addedByOne = new(StringComparer.Ordinal);
    private bool _overlaps;

    /// <summary>Compares and merges three documents.</summary>
    public JsonMerge(Sides<JsonValue> documents, IReadOnlyList<JsonPointer> textPaths)
    {
        var merged = new JsonBytes();
        merged.Add(Pick(documents.Select(d => (ReadOnlyMemory<byte>?)d.Bytes(..d.Start))));
        Walk(Place.Root(textPaths), documents.Select(d => (JsonValue?)d), merged);
        merged.Add(Pick(documents.Select(d => (ReadOnlyMemory<byte>?)d.Bytes(d.End..))));

        // An element that both took out of one array and one of them put into another was moved. If both moved it, it would be there
        // twice; if only one did, what the other removed would be there still.
        Merged = _overlaps || _removedByBoth.Overlaps(_addedByOne) ? null : merged.ToArray();
        Changes = _changes.ToList(documents, Merged is null);
    }

    /// <summary>What differs, in order.</summary>
    public IReadOnlyList<FieldChange> Changes { get; }

    /// <summary>The merged document; null where the sides cannot be merged.</summary>
    public byte[]? Merged { get; }

    /// <param name="place">Where in the documents.</param>
    /// <param name="values">The values there; null where there is none.</param>
    /// <param name="merged">Takes the merged value; null where it is taken already, or there is to be none.</param>
    private void Walk(Place place, Sides<JsonValue?> values, JsonBytes? merged)
    {
        var theirsIsOld = JsonEquality.AreWrittenAlike(values.Base, values.Theirs);
        var yoursIsOld = JsonEquality.AreWrittenAlike(values.Base, values.Yours);
        if (theirsIsOld || yoursIsOld || JsonEquality.AreWrittenAlike(values.Theirs, values.Yours))
        {
            Take(yoursIsOld ? values.Theirs : values.Yours, merged);
            // On, but only for what is to be told.
            merged = null;
        }

        if (theirsIsOld && yoursIsOld)
        {
            return;
        }

        if (JsonParts.OfAll(values) is { } parts)
        {
            WalkParts(place, values.Select(v => v!), parts, merged);
        }
        else
        {
            Compare(place, values, merged);
        }
    }

    private void WalkParts(Place place, Sides<JsonValue> whole, Sides<JsonParts> parts, JsonBytes? merged)
    {
        var isArray = whole.Base.Kind is JsonValueKind.Array;
        var order = PartOrder.Of(parts, theirsFirst: () => whole.Theirs.Raw.Span.SequenceCompareTo(whole.Yours.Raw.Span) <= 0);
        // The order of members says nothing. An array in another order is told as a whole.
        var tellsWhole = isArray && (order.TheirsMoved || order.YoursMoved) && !_changes.Muted;
        var overlappedBefore = _overlaps;
        _changes.Muted |= tellsWhole;
        // For a while of this array alone.
        _overlaps = isArray && order.Collides;

        merged?.Open(isArray);
        var first = true;
        foreach (var key in order.Keys)
        {
            var part = parts.Select(p => p.Find(key));
            var stays = part.Base is null || (part.Theirs is not null && part.Yours is not null);
            if (stays && merged is not null)
            {
                merged.Add(JsonPart.HeadAt(Pick(part.Select(p => p?.Head)), first));
                first = false;
            }

            // Most parts are: nothing is made for them.
            if (JsonEquality.AreWrittenAlike(part.Base?.Value, part.Theirs?.Value) && JsonEquality.AreWrittenAlike(part.Base?.Value, part.Yours?.Value))
            {
                Take(part.Base?.Value, merged);
                continue;
            }

            if (isArray)
            {
                NoteMove(key, part);
            }

            var index = (part.Base ?? part.Theirs ?? part.Yours)!.Index;
            Walk(place.Enter(isArray ? index.ToString(CultureInfo.InvariantCulture) : key), part.Select(p => p?.Value), stays ? merged : null);
        }

        merged?.Add(Pick(parts.Select(p => (ReadOnlyMemory<byte>?)p.Close)));
        merged?.Close(isArray);
        if (tellsWhole)
        {
            _changes.Muted = false;
            var values = whole.Select(v => (JsonValue?)v);
            _changes.Add(place, values, WhoChanged(values) ?? ChangedBy.Both, _overlaps);
        }

        _overlaps |= overlappedBefore;
    }

    private void NoteMove(string key, Sides<JsonPart?> part)
    {
        if (part is { Base: not null, Theirs: null, Yours: null })
        {
            _removedByBoth.Add(key);
        }
        else if (part.Base is null && (part.Theirs is null || part.Yours is null))
        {
            _addedByOne.Add(key);
        }
    }

    private void Compare(Place place, Sides<JsonValue?> values, JsonBytes? merged)
    {
        if (WhoChanged(values) is not { } by)
        {
            Take(values, merged);
            return;
        }

        var overlaps = false;
        if (by is not ChangedBy.Both)
        {
            Take(by is ChangedBy.Theirs ? values.Theirs : values.Yours, merged);
        }
        else if (JsonEquality.AreEqual(values.Theirs, values.Yours))
        {
            Take(values, merged);
        }
        else if (MergeText(place, values) is { } text)
        {
            merged?.Add(text);
        }
        else
        {
            overlaps = _overlaps = true;
        }

        _changes.Add(place, values, by, overlaps);
    }

    /// <summary>The merged string where the place takes text; null where it is none, or the sides overlap.</summary>
    private byte[]? MergeText(Place place, Sides<JsonValue?> values)
    {
        if (!place.IsText || !values.All(v => v?.Kind is JsonValueKind.String))
        {
            return null;
        }

        var text = values.Select(v => v!.Text);
        var steps = MergeLimits.StepsOfText + text.Base.Length + text.Theirs.Length + text.Yours.Length;
        // Both, whichever comes first.
        return _theirWork.TrySpend(steps) & _yourWork.TrySpend(steps) && new TextMerge(text, _theirWork, _yourWork).Merged is { } merged
            ? JsonString.Write(merged)
            : null;
    }

    private static ChangedBy? WhoChanged(Sides<JsonValue?> values) =>
        (JsonEquality.AreEqual(values.Base, values.Theirs), JsonEquality.AreEqual(values.Base, values.Yours)) switch
        {
            (true, true) => null,
            (false, true) => ChangedBy.Theirs,
            (true, false) => ChangedBy.Yours,
            _ => ChangedBy.Both,
        };

    private static void Take(JsonValue? value, JsonBytes? merged)
    {
        if (value is not null)
        {
            merged?.Add(value.Raw);
        }
    }

    /// <summary>Takes what is the same on both sides, if it is there, but may be written in several ways.</summary>
    private static void Take(Sides<JsonValue?> same, JsonBytes? merged)
    {
        if (same.Theirs is not null)
        {
            merged?.Add(Pick(same.Select(v => v?.Raw)));
        }
    }

    /// <summary>The bytes that a side changed, where they say nothing: where both did, those that sort first.</summary>
    private static ReadOnlyMemory<byte> Pick(Sides<ReadOnlyMemory<byte>?> bytes)
    {
        if ((bytes.Theirs ?? bytes.Yours) is not { } theirs || (bytes.Yours ?? bytes.Theirs) is not { } yours)
        {
            return default;
        }

        if (bytes.Base is { } old && (old.Span.SequenceEqual(theirs.Span) || old.Span.SequenceEqual(yours.Span)))
        {
            return old.Span.SequenceEqual(theirs.Span) ? yours : theirs;
        }

        return theirs.Span.SequenceCompareTo(yours.Span) <= 0 ? theirs : yours;
    }
}
