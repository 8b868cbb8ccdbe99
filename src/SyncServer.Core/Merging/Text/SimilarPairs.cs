namespace SyncServer.Core.Merging.Text;

/// <summary>Pairs the members of two sequences by similarity.</summary>
internal static class SimilarPairs
{
    /// <summary>The maximum number of possible pairs: the table of all of them is kept in memory.</summary>
    public const int Max = 250_000;

    /// <summary>The pairs in order that are most similar together: the longest common subsequence, weighted by similarity.</summary>
    /// <param name="count">The number of members of one sequence.</param>
    /// <param name="otherCount">The number of members of the other. The product is at most <see cref="Max"/>.</param>
    /// <param name="similarity">The similarity of two members; 0 if they are not a pair.</param>
    public static List<(int One, int Other)> Of(int count, int otherCount, Func<int, int, double> similarity)
    {
        var best = new double[count + 1, otherCount + 1];
        for (var i = count - 1; i >= 0; i--)
        {
            for (var j = otherCount - 1; j >= 0; j--)
            {
                var pair = similarity(i, j);
                best[i, j] = Math.Max(Math.Max(best[i + 1, j], best[i, j + 1]), pair > 0 ? pair + best[i + 1, j + 1] : 0);
            }
        }

        var pairs = new List<(int, int)>();
        for (var (i, j) = (0, 0); i < count && j < otherCount;)
        {
            if (best[i, j] <= best[i + 1, j])
            {
                i++;
            }
            else if (best[i, j] <= best[i, j + 1])
            {
                j++;
            }
            else
            {
                pairs.Add((i, j));
                (i, j) = (i + 1, j + 1);
            }
        }

        return pairs;
    }

    /// <summary>The number of hashes that two sorted lists have in common.</summary>
    public static int CountCommon(int[] hashes, int[] others)
    {
        var common = 0;
        for (var (i, j) = (0, 0); i < hashes.Length && j < others.Length;)
        {
            var order = hashes[i].CompareTo(others[j]);
            common += order == 0 ? 1 : 0;
            (i, j) = (order <= 0 ? i + 1 : i, order >= 0 ? j + 1 : j);
        }

        return common;
    }
}
