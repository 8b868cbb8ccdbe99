namespace SyncServer.Core.Merging.Json;

/// <summary>The order of the parts of three sides in one.</summary>
/// <param name="Keys">Every part's key, those included that a side has removed.</param>
/// <param name="TheirsMoved">Whether the head has the parts that all have in another order than the base.</param>
/// <param name="YoursMoved">Whether the request has.</param>
/// <param name="Collides">Whether both have, and not in the same. The order is the base's then.</param>
internal sealed record PartOrder(IReadOnlyCollection<string> Keys, bool TheirsMoved, bool YoursMoved, bool Collides)
{
    /// <summary>
    /// The order of three sides. What a side added comes after what it stands after on that side; where both added something in one
    /// place, the first side's comes first.
    /// </summary>
    /// <param name="parts">The sides.</param>
    /// <param name="theirsFirst">Which side is the first: never a matter of which is called theirs.</param>
    public static PartOrder Of(Sides<JsonParts> parts, Func<bool> theirsFirst)
    {
        var keys = parts.Select(p => p.Members.Keys);
        if (keys.All(k => k.SequenceEqual(keys.Base, StringComparer.Ordinal)))
        {
            return new PartOrder([.. keys.Base], TheirsMoved: false, YoursMoved: false, Collides: false);
        }

        var common = keys.Select(all => all.Where(key => parts.All(p => p.Members.ContainsKey(key))).ToList());
        var theirsMoved = !common.Theirs.SequenceEqual(common.Base, StringComparer.Ordinal);
        var yoursMoved = !common.Yours.SequenceEqual(common.Base, StringComparer.Ordinal);
        var collides = theirsMoved && yoursMoved && !common.Theirs.SequenceEqual(common.Yours, StringComparer.Ordinal);

        var order = new LinkedList<string>(collides ? common.Base : theirsMoved ? common.Theirs : common.Yours);
        var places = new Dictionary<string, LinkedListNode<string>>(StringComparer.Ordinal);
        for (var node = order.First; node is not null; node = node.Next)
        {
            places.Add(node.Value, node);
        }

        // Whoever comes last stands closest to what it comes after.
        var (first, second) = theirsFirst() ? (keys.Theirs, keys.Yours) : (keys.Yours, keys.Theirs);
        foreach (var side in (IEnumerable<string>[])[keys.Base, second, first])
        {
            LinkedListNode<string>? before = null;
            foreach (var key in side)
            {
                if (!places.TryGetValue(key, out var place))
                {
                    place = before is null ? order.AddFirst(key) : order.AddAfter(before, key);
                    places.Add(key, place);
                }

                before = place;
            }
        }

        return new PartOrder(order, theirsMoved, yoursMoved, collides);
    }
}
