namespace SyncServer.Core.Merging.Json;

/// <summary>The order of the parts of three sides in one.</summary>
/// <param name="Numbers">Every part's number, those included that a side has removed.</param>
/// <param name="TheirsMoved">Whether the head has the parts that all have in another order than the base.</param>
/// <param name="YoursMoved">Whether the request has.</param>
/// <param name="Collides">Whether both have, and not in the same. The order is the base's then.</param>
internal sealed record PartOrder(IReadOnlyList<int> Numbers, bool TheirsMoved, bool YoursMoved, bool Collides)
{
    private const int Nowhere = -1;

    /// <summary>
    /// The order of three sides. What a side added comes after what it stands after on that side; where both added something in one
    /// place, the first side's comes first.
    /// </summary>
    /// <param name="parts">The sides.</param>
    /// <param name="theirsFirst">Which side is the first: never a matter of which is called theirs.</param>
    public static PartOrder Of(MatchedParts parts, Func<bool> theirsFirst)
    {
        var order = parts.Order;
        if (order.All(o => o.AsSpan().SequenceEqual(order.Base)))
        {
            return new PartOrder(order.Base, TheirsMoved: false, YoursMoved: false, Collides: false);
        }

        var common = order.Select(all => Array.FindAll(all, number => parts.IndicesOf(number).All(index => index != MatchedParts.None)));
        var theirsMoved = !common.Theirs.AsSpan().SequenceEqual(common.Base);
        var yoursMoved = !common.Yours.AsSpan().SequenceEqual(common.Base);
        var collides = theirsMoved && yoursMoved && !common.Theirs.AsSpan().SequenceEqual(common.Yours);

        // For each number the one that comes behind it; for Nowhere, the first.
        var (next, placed) = (new int[parts.Count + 1], new bool[parts.Count]);
        next[0] = Nowhere;
        // Whoever comes last stands closest to what it comes after.
        var (first, second) = theirsFirst() ? (order.Theirs, order.Yours) : (order.Yours, order.Theirs);
        foreach (var side in (int[][])[collides ? common.Base : theirsMoved ? common.Theirs : common.Yours, order.Base, second, first])
        {
            var before = Nowhere;
            foreach (var number in side)
            {
                if (!placed[number])
                {
                    (next[number + 1], next[before + 1], placed[number]) = (next[before + 1], number, true);
                }

                before = number;
            }
        }

        var numbers = new List<int>(parts.Count);
        for (var number = next[0]; number != Nowhere; number = next[number + 1])
        {
            numbers.Add(number);
        }

        return new PartOrder(numbers, theirsMoved, yoursMoved, collides);
    }
}
