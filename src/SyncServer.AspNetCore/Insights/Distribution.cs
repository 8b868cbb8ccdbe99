using OpenTelemetry.Metrics;

namespace SyncServer.Insights;

/// <summary>What a histogram has counted.</summary>
/// <param name="Bounds">The upper bounds of all buckets but the last, which has none.</param>
/// <param name="Counts">A count for each bucket.</param>
/// <param name="Sum">The sum of the values.</param>
internal sealed record Distribution(double[] Bounds, long[] Counts, double Sum)
{
    /// <summary>Of nothing.</summary>
    public static Distribution Empty { get; } = new([], [], 0);

    /// <summary>Of one series of a histogram.</summary>
    public static Distribution Of(in MetricPoint point)
    {
        var (bounds, counts) = (new List<double>(), new List<long>());
        foreach (var bucket in point.GetHistogramBuckets())
        {
            bounds.Add(bucket.ExplicitBound);
            counts.Add(bucket.BucketCount);
        }

        return new Distribution([.. bounds[..^1]], [.. counts], point.GetHistogramSum());
    }

    /// <summary>How many values there were.</summary>
    public long Count => Counts.Sum();

    /// <summary>Both together, where they have the same bounds.</summary>
    public static Distribution operator +(Distribution one, Distribution other) => Together(one, other, 1);

    /// <summary>What came since an earlier count.</summary>
    public static Distribution operator -(Distribution later, Distribution earlier) => Together(later, earlier, -1);

    /// <summary>The value that a share of the values does not exceed, taken as evenly spread inside a bucket. Null where there is none.</summary>
    public double? Quantile(double share)
    {
        var rank = share * Count;
        var below = 0L;
        for (var i = 0; i < Counts.Length; i++)
        {
            if (Counts[i] > 0 && below + Counts[i] >= rank)
            {
                // What is beyond the last bound is told as that bound.
                var (low, high) = (i == 0 ? 0 : Bounds[i - 1], Bounds[Math.Min(i, Bounds.Length - 1)]);
                return low + ((high - low) * Math.Clamp((rank - below) / Counts[i], 0, 1));
            }

            below += Counts[i];
        }

        return null;
    }

    private static Distribution Together(Distribution one, Distribution other, int sign) =>
        other.Counts.Length == 0 ? one
        : one.Counts.Length == 0 ? new Distribution(other.Bounds, Array.ConvertAll(other.Counts, count => sign * count), sign * other.Sum)
        : new Distribution(one.Bounds, [.. one.Counts.Zip(other.Counts, (a, b) => a + (sign * b))], one.Sum + (sign * other.Sum));
}
