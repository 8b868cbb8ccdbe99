using System.Diagnostics.Metrics;
using SyncServer.Core.Documents;
using SyncServer.Live;
using SyncServer.Saving;

namespace SyncServer;

/// <summary>What is only looked at when metrics are read: how much waits, who listens, and how often memory answered.</summary>
internal sealed class Gauges
{
    /// <param name="meters">Makes the meter.</param>
    /// <param name="committer">Where saves wait.</param>
    /// <param name="subscribers">Who listens.</param>
    /// <param name="cache">The memory of documents.</param>
    public Gauges(IMeterFactory meters, GroupCommitter committer, Subscribers subscribers, ICacheStatistics cache)
    {
        var meter = meters.Create("SyncServer");
        meter.CreateObservableGauge("syncserver.queue.depth", () => committer.Waiting, "{save}", "Saves that wait for the writer");
        meter.CreateObservableUpDownCounter("syncserver.subscribers", () => subscribers.Followers, "{stream}", "Open streams of events that follow the log");
        meter.CreateObservableCounter(
            "syncserver.cache.lookups",
            () => new[] { Found(cache.Hits, "hit"), Found(cache.Misses, "miss") },
            "{lookup}",
            "Documents looked for in memory");
    }

    private static Measurement<long> Found(long count, string result) => new(count, new KeyValuePair<string, object?>("result", result));
}
