using SyncServer.Load.Reporting;

namespace SyncServer.Load.Running;

/// <summary>What a run must keep to. A missed threshold is exit code 1. Null means no limit.</summary>
/// <param name="MaxP50">The highest median latency of saves.</param>
/// <param name="MaxP95">The highest 95th percentile.</param>
/// <param name="MaxP99">The highest 99th percentile.</param>
/// <param name="MaxErrors">The highest share of requests that fail, from 0 to 1. A conflict is no failure.</param>
/// <param name="MaxLost">The highest number of lost updates.</param>
/// <param name="MaxNeedless">The highest number of conflicts in documents that only one session writes.</param>
internal sealed record Thresholds(TimeSpan? MaxP50, TimeSpan? MaxP95, TimeSpan? MaxP99, double? MaxErrors, int? MaxLost, int? MaxNeedless)
{
    /// <summary>The limits for a server with a rule: SyncServer may by default not fail, lose or refuse needlessly; for the others only what is given counts.</summary>
    public Thresholds For(Rule rule) => rule is Rule.Session
        ? this with { MaxErrors = MaxErrors ?? 0, MaxLost = MaxLost ?? 0, MaxNeedless = MaxNeedless ?? 0 }
        : this;

    /// <summary>The limits that a run exceeds, one line each.</summary>
    public IEnumerable<string> MissedBy(RunResult run)
    {
        (string What, double Value, double? Limit, string Format)[] limits =
        [
            ("p50", run.P50, MaxP50?.TotalMilliseconds, "0.0 ms"),
            ("p95", run.P95, MaxP95?.TotalMilliseconds, "0.0 ms"),
            ("p99", run.P99, MaxP99?.TotalMilliseconds, "0.0 ms"),
            ("errors", run.ErrorShare, MaxErrors, "0.###%"),
            ("lost updates", run.LostUpdates, MaxLost, "0"),
            ("needless conflicts", run.NeedlessConflicts, MaxNeedless, "0"),
        ];
        return limits.Where(limit => limit.Value > limit.Limit)
            .Select(limit => $"{limit.What}: {limit.Value.ToString(limit.Format)}, at most {limit.Limit!.Value.ToString(limit.Format)} allowed");
    }
}
