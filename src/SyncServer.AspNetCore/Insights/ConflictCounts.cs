using System.Diagnostics.Metrics;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>Counts conflicts and writes a line for each, in a bounded number: a storm of refusals must not become a storm of lines.</summary>
internal sealed class ConflictCounts
{
    private const int MaxLinesInASecond = 10;
    private const int Minutes = 60;

    private readonly TimeProvider _time;
    private readonly ILogger<ConflictCounts> _logger;
    private readonly CollectionLabels _labels;
    private readonly Counter<long> _conflicts;
    private readonly Histogram<double> _open;
    private readonly Lock _lock = new();
    private readonly Dictionary<CollectionTags, (long[] Counts, long Minute)> _lastHour = [];
    private long _second;
    private int _lines;
    private int _omitted;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="labels">Collections as metrics call them.</param>
    /// <param name="time">Tells when an hour is over.</param>
    /// <param name="logger">Writes the lines.</param>
    public ConflictCounts(IMeterFactory meters, CollectionLabels labels, TimeProvider time, ILogger<ConflictCounts> logger)
    {
        (_labels, _time, _logger) = (labels, time, logger);
        var meter = meters.Create(SaveMetrics.MeterName);
        _conflicts = meter.CreateCounter<long>("syncserver.conflicts", "{save}", "Saves refused as conflicts; self: nobody but the caller's own session wrote since");
        _open = meter.CreateHistogram("syncserver.conflict.open", "s", "How long conflicts were open until they were settled", tags: null, Buckets.LongSeconds);
    }

    /// <summary>A save was refused as a conflict.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="refused">The refusal, with the head that it met.</param>
    public void Met(DocumentKey key, SaveDecision.Refused refused)
    {
        var self = refused.Self;
        var tags = _labels.Of(key.Collection);
        var kind = Outcomes.Of(refused);
        _conflicts.Add(1, tags.Collection, new("kind", kind), new("self", self ? "true" : "false"));
        if (TryTakeLine(tags) is var (inLastHour, omitted))
        {
            Log.Conflict(_logger, key.Collection, key, kind, self, refused.Named?.Version, refused.Head!.Version, inLastHour, omitted);
        }
    }

    /// <summary>A conflict was settled.</summary>
    /// <param name="open">How long it had been open.</param>
    public void Settled(TimeSpan open) => _open.Record(Math.Max(0, open.TotalSeconds));

    /// <summary>The counts for a log line; null where this second has had its lines.</summary>
    private (long InLastHour, int Omitted)? TryTakeLine(CollectionTags tags)
    {
        var second = _time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            var inLastHour = Count(tags, second / 60);
            (_lines, _second) = second == _second ? (_lines + 1, second) : (1, second);
            if (_lines > MaxLinesInASecond)
            {
                _omitted++;
                return null;
            }

            var omitted = _omitted;
            _omitted = 0;
            return (inLastHour, omitted);
        }
    }

    private long Count(CollectionTags tags, long minute)
    {
        var (counts, last) = _lastHour.TryGetValue(tags, out var known) ? known : (new long[Minutes], minute);
        for (var passed = last + 1; passed <= minute && passed <= last + Minutes; passed++)
        {
            counts[passed % Minutes] = 0;
        }

        counts[minute % Minutes]++;
        _lastHour[tags] = (counts, minute);
        return counts.Sum();
    }
}
