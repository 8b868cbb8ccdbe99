using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SyncServer.Insights.Metering;

/// <summary>An instrument and all its series, in a bounded number.</summary>
/// <param name="instrument">The instrument.</param>
internal sealed class Measured(Instrument instrument)
{
    private const int MaxSeries = 1_000;

    // What OpenTelemetry calls the series of all that is too much.
    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel.metric.overflow", true)];

    private readonly double[]? _bounds = KindOf(instrument) is MeasuredKind.Histogram ? BoundsOf(instrument) : null;
    private readonly ConcurrentDictionary<int, Series> _series = new();
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>The instrument's own name.</summary>
    public string Name => instrument.Name;

    /// <summary>Its unit.</summary>
    public string? Unit => instrument.Unit;

    /// <summary>What it is about.</summary>
    public string? Description => instrument.Description;

    /// <summary>What it does with values.</summary>
    public MeasuredKind Kind { get; } = KindOf(instrument);

    /// <summary>All series.</summary>
    public IEnumerable<Series> Series
    {
        get
        {
            foreach (var (_, first) in _series)
            {
                for (var series = first; series is not null; series = series.Next)
                {
                    yield return series;
                }
            }
        }
    }

    /// <summary>All that a histogram has counted, in the series that are wanted.</summary>
    public Distribution Total(Func<Series, bool>? wanted = null) =>
        Series.Where(wanted ?? (_ => true)).Aggregate(Distribution.Empty, (sum, series) => sum + series.Distribution);

    /// <summary>Takes a measurement.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = Find(tags);
        if (Kind is MeasuredKind.Histogram)
        {
            series.Count(value);
        }
        else if (instrument.IsObservable || Kind is MeasuredKind.Gauge)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    /// <summary>Forgets what an observable instrument told the last time: it tells all of it anew.</summary>
    public void Forget()
    {
        if (instrument.IsObservable)
        {
            _series.Clear();
            _count = 0;
        }
    }

    private Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = 0;
        foreach (var tag in tags)
        {
            hash = (hash * 31) + (tag.Value?.GetHashCode() ?? 0);
        }

        return Known(hash, tags) ?? Add(hash, tags);
    }

    private Series? Known(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _series.TryGetValue(hash, out var series);
        while (series is not null && !series.Has(tags))
        {
            series = series.Next;
        }

        return series;
    }

    private Series Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (Known(hash, tags) is { } known)
            {
                return known;
            }

            if (_count >= MaxSeries && !tags.SequenceEqual(Overflow))
            {
                return Find(Overflow);
            }

            _count++;
            return _series[hash] = new Series(tags.ToArray(), _bounds) { Next = _series.GetValueOrDefault(hash) };
        }
    }

    private static MeasuredKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        return type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MeasuredKind.Counter
            : type == typeof(Histogram<>) ? MeasuredKind.Histogram
            : type == typeof(Gauge<>) || type == typeof(ObservableGauge<>) ? MeasuredKind.Gauge
            : MeasuredKind.UpDown;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => Buckets.Usual,
    };
}

/// <summary>What an instrument does with values.</summary>
internal enum MeasuredKind
{
    /// <summary>Adds them; they only rise.</summary>
    Counter,

    /// <summary>Adds them; they rise and fall.</summary>
    UpDown,

    /// <summary>Keeps the last.</summary>
    Gauge,

    /// <summary>Counts them in buckets.</summary>
    Histogram,
}
