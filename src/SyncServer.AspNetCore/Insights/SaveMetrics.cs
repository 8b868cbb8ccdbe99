using System.Diagnostics;
using System.Diagnostics.Metrics;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>What is measured of saves. A save allocates nothing here, and nobody waits for it.</summary>
internal sealed class SaveMetrics : ICommitObserver
{
    /// <summary>The name of the server's own meter.</summary>
    public const string MeterName = "SyncServer";

    private readonly CollectionLabels _labels;
    private readonly VersionTimes _times = new();
    private readonly Counter<long> _saves;
    private readonly Counter<long> _overrides;
    private readonly Histogram<double> _decision;
    private readonly Histogram<double> _commit;
    private readonly Histogram<long> _batch;
    private readonly Histogram<long> _staleVersions;
    private readonly Histogram<double> _staleSeconds;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="labels">Collections as metrics call them.</param>
    /// <param name="hot">Is told of the documents.</param>
    public SaveMetrics(IMeterFactory meters, CollectionLabels labels, HotDocuments hot)
    {
        (_labels, Hot) = (labels, hot);
        var meter = meters.Create(MeterName);
        _saves = meter.CreateCounter<long>("syncserver.saves", "{save}", "Saves by what became of them");
        _overrides = meter.CreateCounter<long>("syncserver.overrides", "{save}", "Forced saves that wrote over whatever was there");
        _decision = meter.CreateHistogram("syncserver.decision.duration", "s", "From a save's being read to its decision, which is durable then", tags: null, Buckets.Seconds);
        _commit = meter.CreateHistogram("syncserver.commit.duration", "s", "Deciding, writing and committing a batch", tags: null, Buckets.Seconds);
        _batch = meter.CreateHistogram("syncserver.batch.size", "{save}", "Saves that were committed together", tags: null, Buckets.Counts);
        _staleVersions = meter.CreateHistogram(
            "syncserver.stale_base.distance", "{version}", "Versions from the one that a stale save was made on to the newest", tags: null, Buckets.Counts);
        _staleSeconds = meter.CreateHistogram(
            "syncserver.stale_base.age", "s", "Age of the version that a stale save was made on, where it was written here a short while ago", tags: null, Buckets.LongSeconds);
    }

    /// <summary>The documents that are saved most.</summary>
    public HotDocuments Hot { get; }

    /// <summary>A save was decided.</summary>
    /// <param name="command">The save.</param>
    /// <param name="decision">A decision that is final.</param>
    /// <param name="started">The timestamp when it came in.</param>
    public void Decided(SaveCommand command, SaveDecision decision, long started)
    {
        var now = Stopwatch.GetTimestamp();
        var tags = _labels.Of(command.Key.Collection);
        var outcome = Outcomes.Of(decision);
        _saves.Add(1, tags.Outcome[outcome]);
        _decision.Record(Stopwatch.GetElapsedTime(started, now).TotalSeconds, tags.Collection);
        if (!_saves.Enabled)
        {
            return;
        }

        Hot.Add(command.Key, Outcomes.IsConflict(outcome));
        if (decision is SaveDecision.Written { Head: var head })
        {
            _times.Note(head.ETag, now);
            if (head.Newest.Outcome is SaveOutcome.Forced)
            {
                _overrides.Add(1, tags.Collection);
            }
        }

        if (BaseOf(command, decision) is var (@base, newest) && newest > @base.Version)
        {
            _staleVersions.Record(newest - @base.Version, tags.Collection);
            if (_times.Find(@base) is { } written)
            {
                _staleSeconds.Record(Stopwatch.GetElapsedTime(written, now).TotalSeconds, tags.Collection);
            }
        }
    }

    /// <summary>A save could not be decided.</summary>
    public void Undecided(SaveCommand command) => _saves.Add(1, _labels.Of(command.Key.Collection).Outcome[Outcomes.Unavailable]);

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        _commit.Record(batch.Duration.TotalSeconds);
        _batch.Record(batch.Commands.Count);
    }

    /// <summary>The version that a save was made on, and the newest one that it met.</summary>
    private static (ETag Base, long Newest)? BaseOf(SaveCommand command, SaveDecision decision) => decision switch
    {
        SaveDecision.Refused { Named: { } named, Head: { } head } => (named, head.Version),
        SaveDecision.Written { Head.Newest: { Outcome: SaveOutcome.Session or SaveOutcome.Merged, Base: { } number, ETag.Version: var written } }
            when command.Precondition is Precondition.IfMatch { ETags: var etags } && Named(etags, number) is { } named => (named, written - 1),
        _ => null,
    };

    private static ETag? Named(IReadOnlyList<ETag> etags, long version)
    {
        for (var i = 0; i < etags.Count; i++)
        {
            if (etags[i].Version == version)
            {
                return etags[i];
            }
        }

        return null;
    }
}
