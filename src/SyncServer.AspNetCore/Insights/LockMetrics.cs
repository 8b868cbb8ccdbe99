using System.Diagnostics;
using System.Diagnostics.Metrics;
using SyncServer.Core.Locking;

namespace SyncServer.Insights;

/// <summary>The metrics of locks. A save that is refused because of a lock is counted as a save, with the outcome <c>locked</c> or <c>lock-required</c>.</summary>
internal sealed class LockMetrics(IMeterFactory meters)
{
    private readonly Histogram<double> _wait = meters.Create(SaveMetrics.MeterName).CreateHistogram(
        "syncserver.lock.wait", "s", "Time from the request for a change of a lock to its decision, by result", tags: null, Buckets.Seconds);

    /// <summary>Records the decision of a change.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="started">The timestamp of the request.</param>
    public void Decided(LockDecision decision, long started) =>
        _wait.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("result", NameOf(decision)));

    private static string NameOf(LockDecision decision) => decision switch
    {
        LockDecision.Taken { Lost.Count: > 0 } => "taken-over",
        LockDecision.Taken => "taken",
        LockDecision.Renewed => "renewed",
        LockDecision.Released => "released",
        LockDecision.Refused => "refused",
        LockDecision.TooMany => "too-many",
        LockDecision.Cleared => "cleared",
        _ => "not-held",
    };
}
