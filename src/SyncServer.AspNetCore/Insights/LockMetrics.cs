using System.Diagnostics;
using System.Diagnostics.Metrics;
using SyncServer.Core.Locking;

namespace SyncServer.Insights;

/// <summary>What is measured of locks. Saves that a lock refused are counted as saves, with the outcomes <c>locked</c> and <c>lock-required</c>.</summary>
internal sealed class LockMetrics(IMeterFactory meters)
{
    private readonly Histogram<double> _wait = meters.Create(SaveMetrics.MeterName).CreateHistogram(
        "syncserver.lock.wait", "s", "From a wish about a lock to its decision, by what became of it", tags: null, Buckets.Seconds);

    /// <summary>A change of a lock was decided.</summary>
    /// <param name="decision">What became of it.</param>
    /// <param name="started">The timestamp when it was asked for.</param>
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
