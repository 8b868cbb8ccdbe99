using OpenTelemetry.Metrics;

namespace SyncServer.Insights;

/// <summary>The values of a histogram.</summary>
/// <param name="Bounds">The upper bounds of the buckets, except the last one, which has none.</param>
/// <param name="Counts">The count of each bucket.</param>
/// <param name="Sum">The sum of the values.</param>
internal sealed record Distribution(double[] Bounds, long[] Counts, double Sum)
{
    /// <summary>A distribution without values.</summary>
    public static Distribution Empty { get; } = new([], [], 0);

    /// <summary>Reads one series of a histogram.</summary>
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

    /// <summary>The number of values.</summary>
    public long Count => Counts.Sum();

    /// <summary>The sum of two distributions with the same bounds.</summary>
    public static Distribution operator +(Distribution one, Distribution other) => Combine(one, other, 1);

    /// <summary>The values that were added since an earlier state.</summary>
    public static Distribution operator -(Distribution later, Distribution earlier) => Combine(later, earlier, -1);

    /// <summary>Estimates a quantile by linear interpolation inside a bucket. Null if there are no values.</summary>
    public double? Quantile(double share)
    {
        var rank = share * Count;
        var below = 0L;
        for (var i = 0; i < Counts.Length; i++)
        {
            if (Counts[i] > 0 && below + Counts[i] >= rank)
            {
                // The last bucket has no upper bound, so its lower bound is returned.
                var (low, high) = (i == 0 ? 0 : Bounds[i - 1], Bounds[Math.Min(i, Bounds.Length - 1)]);
                return low + ((high - low) * Math.Clamp((rank - below) / Counts[i], 0, 1));
            }

            below += Counts[i];
        }

        return null;
    }

    private static Distribution Combine(Distribution one, Distribution other, int sign) =>
        other.Counts.Length == 0 ? one
        : one.Counts.Length == 0 ? new Distribution(other.Bounds, Array.ConvertAll(other.Counts, count => sign * count), sign * other.Sum)
        : new Distribution(one.Bounds, [.. one.Counts.Zip(other.Counts, (a, b) => a + (sign * b))], one.Sum + (sign * other.Sum));
}
