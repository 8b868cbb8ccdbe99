using System.Diagnostics.Metrics;
using SyncServer.Core.Documents;
using SyncServer.Live;
using SyncServer.Saving;

namespace SyncServer;

/// <summary>The observable instruments: queued saves, open streams, and lookups in the document cache.</summary>
internal sealed class Gauges
{
    /// <param name="meters">Creates the meter.</param>
    /// <param name="committer">The queues.</param>
    /// <param name="subscribers">The open streams.</param>
    /// <param name="cache">The document cache.</param>
    public Gauges(IMeterFactory meters, GroupCommitter committer, Subscribers subscribers, ICacheStatistics cache)
    {
        var meter = meters.Create("SyncServer");
        meter.CreateObservableGauge("syncserver.queue.depth", () => committer.Waiting, "{save}", "Saves in the queues of the writer loops");
        meter.CreateObservableUpDownCounter("syncserver.subscribers", () => subscribers.Followers, "{stream}", "Open event streams that follow the log");
        meter.CreateObservableCounter(
            "syncserver.cache.lookups",
            () => new[] { Lookups(cache.Hits, "hit"), Lookups(cache.Misses, "miss") },
            "{lookup}",
            "Lookups in the document cache");
    }

    private static Measurement<long> Lookups(long count, string result) => new(count, new KeyValuePair<string, object?>("result", result));
}
