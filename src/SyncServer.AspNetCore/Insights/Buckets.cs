using System.Diagnostics.Metrics;

namespace SyncServer.Insights;

/// <summary>The bucket boundaries of the histograms, as instrument advice.</summary>
internal static class Buckets
{
    /// <summary>Durations on the save path, in seconds.</summary>
    public static InstrumentAdvice<double> Seconds { get; } =
        Advice(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5, 10);

    /// <summary>Durations that depend on people, in seconds.</summary>
    public static InstrumentAdvice<double> LongSeconds { get; } = Advice(0.1, 0.25, 0.5, 1.0, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86400);

    /// <summary>Small counts.</summary>
    public static InstrumentAdvice<long> Counts { get; } = Advice<long>(1, 2, 3, 5, 8, 16, 32, 64, 128, 256, 512);

    private static InstrumentAdvice<T> Advice<T>(params T[] bounds)
        where T : struct => new() { HistogramBucketBoundaries = bounds };
}
