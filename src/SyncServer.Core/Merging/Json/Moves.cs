using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Finds what one side moved and the other moved elsewhere or removed (protocol 4.9). A <em>part</em> is a member of an object, with its
/// name; an element that has an <c>id</c> or <c>key</c>, with that; or an element that is a string or a number, with its text. A side moved a
/// part where it took it out of one place and put one of the same kind and key into another. As each place is merged on its own, only
/// one case needs to be found: both took a part out of the same place, and one of them alone put it into another. If both moved it, it would
/// be there twice; if only one did, what the other removed would be there still.
/// <para>
/// Where both places are directly in an object or an array that is there before and after, the kind and the key tell, whatever the value
/// has become. Within something that came or went as a whole, such as a column with its cards, members of every record have the same
/// few names: there a member must have the same value too, a number or a literal alone does not tell, and the base must have the part
/// nowhere else. Another place in the same array is no move, but the order of the array. Nor is another name.
/// </para>
/// </summary>
internal sealed class Moves
{
    private readonly List<Change> _removedByBoth = [];
    private readonly List<Change> _addedByOne = [];

    /// <summary>Notes a part that not all sides have.</summary>
    public void Note(Sides<JsonValue> part, bool isElement)
    {
        if (part is { Base.Exists: true, Theirs.Exists: false, Yours.Exists: false })
        {
            _removedByBoth.Add(new Change(IsPart: true, isElement, part.Base, Other: default));
        }
        else if (!part.Base.Exists && part.Theirs.Exists != part.Yours.Exists)
        {
            _addedByOne.Add(new Change(IsPart: true, isElement, part.Theirs.Exists ? part.Theirs : part.Yours, Other: default));
        }
    }

    /// <summary>Notes a value that was replaced as a whole: what is in it may have come or gone.</summary>
    public void NoteReplaced(Sides<JsonValue> values, ChangedBy by)
    {
        var @new = by is ChangedBy.Yours ? values.Yours : values.Theirs;
        var (from, to) = by is ChangedBy.Both ? (values.Base, @new) : (@new, values.Base);
        if (values.Base.Exists && @new.Exists && from.Kind is JsonValueKind.Object or JsonValueKind.Array)
        {
            (by is ChangedBy.Both ? _removedByBoth : _addedByOne).Add(new Change(IsPart: false, IsElement: false, from, to));
        }
    }

    /// <summary>Whether a move of one side meets the other's, or there is too much to tell.</summary>
    /// <param name="base">The whole base.</param>
    public bool Collide(JsonValue @base)
    {
        if (_removedByBoth.Count == 0 || _addedByOne.Count == 0)
        {
            return false;
        }

        var removed = new Dictionary<PartKey, Counts>();
        foreach (var change in _removedByBoth)
        {
            Gather(change, key =>
            {
                if (removed.Count <= MergeLimits.MovedParts)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(removed, key, out _).Removed++;
                }
            });
        }

        var suspected = new Dictionary<PartKey, Counts>();
        foreach (var change in _addedByOne)
        {
            Gather(change, key =>
            {
                if (removed.TryGetValue(key, out var counts))
                {
                    suspected[key] = counts;
                }
            });
        }

        return removed.Count > MergeLimits.MovedParts
            || suspected.Keys.Any(key => key.IsDirect)
            || (suspected.Count > 0 && IsOneNowhereElse(suspected, @base));
    }

    private static bool IsOneNowhereElse(Dictionary<PartKey, Counts> suspected, JsonValue @base)
    {
        PartKeys.Gather(@base, key =>
        {
            if (suspected.TryGetValue(key, out var counts))
            {
                suspected[key] = counts with { InBase = counts.InBase + 1 };
            }
        });
        return suspected.Values.Any(counts => counts.InBase == counts.Removed);
    }

    private static void Gather(Change change, Action<PartKey> take)
    {
        if (change.IsPart)
        {
            PartKeys.GatherDirect(change.Value, change.IsElement, take);
        }
        else if (change is { Value.Kind: JsonValueKind.Array, Other.Kind: JsonValueKind.Array })
        {
            GatherMissing(change.Value, change.Other, take);
        }
        else
        {
            PartKeys.Gather(change.Value, take);
        }
    }

    /// <summary>The elements that an array has more often than another. Their order does not count.</summary>
    private static void GatherMissing(JsonValue array, JsonValue other, Action<PartKey> take)
    {
        var others = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var element in other.Parts)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(others, Encoding.UTF8.GetString(element.Span), out _)++;
        }

        foreach (var element in array.Parts)
        {
            if (CollectionsMarshal.GetValueRefOrAddDefault(others, Encoding.UTF8.GetString(element.Span), out _)-- <= 0)
            {
                PartKeys.GatherDirect(element, isElement: true, take);
            }
        }
    }

    /// <summary>A part that came or went, or a value of which parts did.</summary>
    /// <param name="IsPart">Whether it is a part.</param>
    /// <param name="IsElement">Whether that is an element of an array.</param>
    /// <param name="Value">Its value; or the value that has the parts.</param>
    /// <param name="Other">The value that does not have them.</param>
    private readonly record struct Change(bool IsPart, bool IsElement, JsonValue Value, JsonValue Other);

    private record struct Counts(int Removed, int InBase);
}
