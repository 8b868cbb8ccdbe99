namespace SyncServer.Load.Reporting;

/// <summary>A value with its 95% confidence interval.</summary>
/// <param name="Value">The value.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct Interval(double Value, double Low, double High)
{
    private const double Normal = 1.96;

    // Student's t for 95%, for 1 to 30 degrees of freedom.
    private static readonly double[] Student =
    [
        12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074,
        2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>The mean of the values of seconds. Seconds are taken as independent.</summary>
    public static Interval OfMean(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return default;
        }

        var mean = values.Average();
        if (values.Count == 1)
        {
            return new Interval(mean, double.NegativeInfinity, double.PositiveInfinity);
        }

        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        var half = (values.Count - 1 <= Student.Length ? Student[values.Count - 2] : Normal) * deviation / Math.Sqrt(values.Count);
        return new Interval(mean, mean - half, mean + half);
    }

    /// <summary>A percentile, between the order statistics that bound it (binomial, in its normal approximation).</summary>
    public static Interval OfPercentile(IReadOnlyList<Bucket> buckets, double share)
    {
        var count = buckets.Sum(bucket => bucket.Count);
        if (count == 0)
        {
            return default;
        }

        var half = Normal * Math.Sqrt(count * share * (1 - share));
        return new Interval(At(count * share), At((count * share) - half), At((count * share) + half));

        double At(double rank)
        {
            foreach (var bucket in buckets)
            {
                rank -= bucket.Count;
                if (rank <= 0)
                {
                    return bucket.Milliseconds;
                }
            }

            return buckets[^1].Milliseconds;
        }
    }

    /// <summary>Whether two intervals do not overlap, so that the difference is hardly chance.</summary>
    public bool DiffersFrom(Interval other) => Low > other.High || High < other.Low;

    /// <inheritdoc/>
    public override string ToString() => $"{Value:0.0} ({Low:0.0} to {High:0.0})";
}
