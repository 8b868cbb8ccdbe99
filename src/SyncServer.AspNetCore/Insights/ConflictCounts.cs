using System.Diagnostics.Metrics;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>Counts conflicts and logs them, at most ten lines per second.</summary>
internal sealed class ConflictCounts
{
    private const int MaxLinesPerSecond = 10;
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

    /// <param name="meters">Creates the meter.</param>
    /// <param name="labels">The label values of collections.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The logger.</param>
    public ConflictCounts(IMeterFactory meters, CollectionLabels labels, TimeProvider time, ILogger<ConflictCounts> logger)
    {
        (_labels, _time, _logger) = (labels, time, logger);
        var meter = meters.Create(SaveMetrics.MeterName);
        _conflicts = meter.CreateCounter<long>("syncserver.conflicts", "{save}", "Saves refused as conflicts; self: only the session itself has written since the base");
        _open = meter.CreateHistogram("syncserver.conflict.open", "s", "Time from a conflict until it is settled", tags: null, Buckets.LongSeconds);
    }

    /// <summary>Counts and logs a save that was refused as a conflict.</summary>
    /// <param name="key">The document.</param>
    /// <param name="refused">The refusal.</param>
    public void RecordConflict(DocumentKey key, SaveDecision.Refused refused)
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

    /// <summary>Records that a conflict was settled.</summary>
    /// <param name="open">How long it was open.</param>
    public void RecordSettlement(TimeSpan open) => _open.Record(Math.Max(0, open.TotalSeconds));

    /// <summary>Returns the counts for a log line; null if the limit of this second is reached.</summary>
    private (long InLastHour, int Omitted)? TryTakeLine(CollectionTags tags)
    {
        var second = _time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            var inLastHour = Count(tags, second / 60);
            (_lines, _second) = second == _second ? (_lines + 1, second) : (1, second);
            if (_lines > MaxLinesPerSecond)
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
