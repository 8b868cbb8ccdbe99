using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Finds parts that one side moved and the other moved to another place or removed (docs/protocol.md, section 4.9). A <em>part</em> is a member of an object,
/// identified by its name; an element with an <c>id</c> or <c>key</c>, identified by that; or an element that is a string or number, identified by its text.
/// A side moved a part if it removed it from one place and added one of the same kind and key in another. As each place is merged separately, only one case
/// must be found: both sides removed a part from the same place, and exactly one of them added it in another place. If both had moved it, the merge would
/// contain it twice; if one moved it and the other removed it, the merge would still contain it.
/// <para>
/// If both places are directly in an object or array that exists before and after, kind and key suffice, whatever the value is now. Within something that
/// was added or removed as a whole, such as a column with its cards, the members of all records have the same few names. There a member must also have the
/// same value, a number or literal alone is not distinctive, and the base must not have the part in any other place. A change of position within the same
/// array is a change of order, not a move. A change of name is not a move either.
/// </para>
/// </summary>
internal sealed class Moves
{
    private readonly List<Change> _removedByBoth = [];
    private readonly List<Change> _addedByOne = [];

    /// <summary>Adds a part that is absent on some side.</summary>
    public void Add(Sides<JsonValue> part, bool isElement)
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

    /// <summary>Adds an element that was replaced by another one in the same place.</summary>
    public void AddReplacedElement(Sides<JsonValue> values, ChangedBy by) => Add(
        by switch
        {
            ChangedBy.Both => new Sides<JsonValue>(values.Base, default, default),
            ChangedBy.Theirs => new Sides<JsonValue>(default, values.Theirs, default),
            _ => new Sides<JsonValue>(default, default, values.Yours),
        },
        isElement: true);

    /// <summary>Adds a value that was replaced as a whole, so that parts within it may have been added or removed.</summary>
    public void AddReplaced(Sides<JsonValue> values, ChangedBy by)
    {
        var @new = by is ChangedBy.Yours ? values.Yours : values.Theirs;
        var (from, to) = by is ChangedBy.Both ? (values.Base, @new) : (@new, values.Base);
        if (values.Base.Exists && @new.Exists && from.Kind is JsonValueKind.Object or JsonValueKind.Array)
        {
            (by is ChangedBy.Both ? _removedByBoth : _addedByOne).Add(new Change(IsPart: false, IsElement: false, from, to));
        }
    }

    /// <summary>Whether a part that one side moved was moved or removed by the other, or there are too many parts to find out.</summary>
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

    /// <summary>The elements that an array contains more often than another array, regardless of order.</summary>
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

    /// <summary>A part that was added or removed, or a value with such parts.</summary>
    /// <param name="IsPart">Whether it is a single part.</param>
    /// <param name="IsElement">Whether that part is an element of an array.</param>
    /// <param name="Value">The value of the part, or the value that contains the parts.</param>
    /// <param name="Other">The value that does not contain them.</param>
    private readonly record struct Change(bool IsPart, bool IsElement, JsonValue Value, JsonValue Other);

    private record struct Counts(int Removed, int InBase);
}
