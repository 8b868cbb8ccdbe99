namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Finds anchors of two sequences: pieces that each sequence contains exactly once, as many as have the same order in both. People take them for the same
/// place.
/// </summary>
internal static class Anchors
{
    private const int Nowhere = -1;
    private const int Several = -2;

    /// <summary>The indices of the anchors in both sequences, in order.</summary>
    /// <param name="old">The numbers of the old pieces.</param>
    /// <param name="new">The numbers of the new pieces.</param>
    /// <param name="numbers">The highest number plus one.</param>
    public static List<(int At, int NewAt)> Between(ReadOnlySpan<int> old, ReadOnlySpan<int> @new, int numbers)
    {
        var places = Places(old, numbers);
        var newPlaces = Places(@new, numbers);
        var pairs = new List<(int At, int NewAt)>();
        for (var at = 0; at < old.Length; at++)
        {
            if (places[old[at]] == at && newPlaces[old[at]] >= 0)
            {
                pairs.Add((at, newPlaces[old[at]]));
            }
        }

        return LongestRising(pairs);
    }

    /// <summary>For each number its only index, <see cref="Nowhere"/> or <see cref="Several"/>.</summary>
    private static int[] Places(ReadOnlySpan<int> pieces, int numbers)
    {
        var places = new int[numbers];
        Array.Fill(places, Nowhere);
        for (var at = 0; at < pieces.Length; at++)
        {
            places[pieces[at]] = places[pieces[at]] == Nowhere ? at : Several;
        }

        return places;
    }

    /// <summary>The longest subsequence with rising new indices (patience sorting).</summary>
    private static List<(int At, int NewAt)> LongestRising(List<(int At, int NewAt)> pairs)
    {
        // piles[n] is the pair with the lowest new index that ends a rising subsequence of n + 1 pairs.
        var piles = new List<int>();
        var before = new int[pairs.Count];
        for (var i = 0; i < pairs.Count; i++)
        {
            var (low, high) = (0, piles.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = pairs[piles[middle]].NewAt < pairs[i].NewAt ? (middle + 1, high) : (low, middle);
            }

            before[i] = low == 0 ? Nowhere : piles[low - 1];
            if (low == piles.Count)
            {
                piles.Add(i);
            }
            else
            {
                piles[low] = i;
            }
        }

        var rising = new List<(int At, int NewAt)>(piles.Count);
        for (var i = piles.Count == 0 ? Nowhere : piles[^1]; i != Nowhere; i = before[i])
        {
            rising.Add(pairs[i]);
        }

        rising.Reverse();
        return rising;
    }
}
