using System.Diagnostics;
using System.Diagnostics.Metrics;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Insights;

/// <summary>The metrics of saves. Recording one allocates nothing and does not block.</summary>
internal sealed class SaveMetrics : ICommitObserver
{
    /// <summary>The name of the server's meter.</summary>
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

    /// <param name="meters">Creates the meter.</param>
    /// <param name="labels">The label values of collections.</param>
    /// <param name="hot">Counts the saves of each document.</param>
    public SaveMetrics(IMeterFactory meters, CollectionLabels labels, HotDocuments hot)
    {
        (_labels, Hot) = (labels, hot);
        var meter = meters.Create(MeterName);
        _saves = meter.CreateCounter<long>("syncserver.saves", "{save}", "Saves by outcome");
        _overrides = meter.CreateCounter<long>("syncserver.overrides", "{save}", "Forced saves that overwrote the newest version");
        _decision = meter.CreateHistogram("syncserver.decision.duration", "s", "Time from when a save is read until its decision is durable", tags: null, Buckets.Seconds);
        _commit = meter.CreateHistogram("syncserver.commit.duration", "s", "Time to decide, write and commit a batch", tags: null, Buckets.Seconds);
        _batch = meter.CreateHistogram("syncserver.batch.size", "{save}", "Saves per commit", tags: null, Buckets.Counts);
        _staleVersions = meter.CreateHistogram(
            "syncserver.stale_base.distance", "{version}", "Number of versions between the base of a stale save and the newest version", tags: null, Buckets.Counts);
        _staleSeconds = meter.CreateHistogram(
            "syncserver.stale_base.age", "s", "Age of the base of a stale save, if this server wrote it recently", tags: null, Buckets.LongSeconds);
    }

    /// <summary>The documents with the most saves.</summary>
    public HotDocuments Hot { get; }

    /// <summary>Records a decided save.</summary>
    /// <param name="command">The save.</param>
    /// <param name="decision">The final decision.</param>
    /// <param name="started">The timestamp of its arrival.</param>
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
            _times.Record(head.ETag, now);
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

    /// <summary>Records a save that could not be decided.</summary>
    public void Undecided(SaveCommand command) => _saves.Add(1, _labels.Of(command.Key.Collection).Outcome[Outcomes.Unavailable]);

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        _commit.Record(batch.Duration.TotalSeconds);
        _batch.Record(batch.Commands.Count);
    }

    /// <summary>The version that a save is based on, and the newest version at its decision.</summary>
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
