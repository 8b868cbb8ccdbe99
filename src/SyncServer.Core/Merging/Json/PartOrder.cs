namespace SyncServer.Core.Merging.Json;

/// <summary>The merged order of the parts of three sides.</summary>
/// <param name="Numbers">The number of every part, including removed ones.</param>
/// <param name="TheirsMoved">Whether the head has the common parts in another order than the base.</param>
/// <param name="YoursMoved">Whether the request has the common parts in another order than the base.</param>
/// <param name="Collides">Whether both do, in different orders. Then the order is that of the base.</param>
internal sealed record PartOrder(IReadOnlyList<int> Numbers, bool TheirsMoved, bool YoursMoved, bool Collides)
{
    private const int Nowhere = -1;

    /// <summary>
    /// Merges the orders of three sides. A part that a side added comes after the part that it follows on that side. If both sides added parts in one place,
    /// those of the first side come first. Which one it is depends on the contents, not on which side is called theirs.
    /// </summary>
    /// <param name="parts">The sides.</param>
    public static PartOrder Of(MatchedParts parts)
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

        // A linked list: for each number the next one; for Nowhere, the first.
        var (next, placed) = (new int[parts.Count + 1], new bool[parts.Count]);
        next[0] = Nowhere;
        // The side that is inserted last comes directly after the part that it follows.
        var theirsIsFirst = parts.Sides.Theirs.Whole.Span.SequenceCompareTo(parts.Sides.Yours.Whole.Span) <= 0;
        var (first, second) = theirsIsFirst ? (order.Theirs, order.Yours) : (order.Yours, order.Theirs);
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
