using System.Globalization;

namespace SyncServer.Insights.Metering;

/// <summary>The measurements of one instrument under one set of labels.</summary>
/// <param name="labels">The labels.</param>
/// <param name="bounds">The bounds of a histogram's buckets; null for what is one number.</param>
internal sealed class Series(KeyValuePair<string, object?>[] labels, double[]? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds?.Length + 1 ?? 0];
    private double _sum;

    /// <summary>The labels.</summary>
    public KeyValuePair<string, object?>[] Labels => labels;

    /// <summary>The series whose labels have the same hash.</summary>
    public Series? Next { get; init; }

    /// <summary>The number, where it is one.</summary>
    public double Value
    {
        get
        {
            lock (_lock)
            {
                return _sum;
            }
        }
    }

    /// <summary>What a histogram has counted.</summary>
    public Distribution Distribution
    {
        get
        {
            lock (_lock)
            {
                return new Distribution(bounds ?? [], [.. _counts], _sum);
            }
        }
    }

    /// <summary>Adds to the number.</summary>
    public void Add(double value)
    {
        lock (_lock)
        {
            _sum += value;
        }
    }

    /// <summary>Replaces the number.</summary>
    public void Set(double value)
    {
        lock (_lock)
        {
            _sum = value;
        }
    }

    /// <summary>Counts a value of a histogram.</summary>
    public void Count(double value)
    {
        var bucket = 0;
        while (bucket < bounds!.Length && value > bounds[bucket])
        {
            bucket++;
        }

        lock (_lock)
        {
            _counts[bucket]++;
            _sum += value;
        }
    }

    /// <summary>A label's value; null where it has none.</summary>
    public string? Label(string name)
    {
        foreach (var (key, value) in labels)
        {
            if (string.Equals(key, name, StringComparison.Ordinal))
            {
                return Convert.ToString(value, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    /// <summary>Whether these are its labels.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != labels.Length)
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            var (own, other) = (labels[i], tags[i]);
            if (!(ReferenceEquals(own.Value, other.Value) || Equals(own.Value, other.Value)) || !string.Equals(own.Key, other.Key, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}
