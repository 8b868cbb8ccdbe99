using SyncServer.Load.Running;

namespace SyncServer.Load.Reporting;

/// <summary>The result of one scenario with one rule, as it is saved.</summary>
internal sealed record RunResult
{
    /// <summary>The name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Its description.</summary>
    public required string Description { get; init; }

    /// <summary>The name of the rule, or of the remote server.</summary>
    public required string Server { get; init; }

    /// <summary>The load.</summary>
    public required string Load { get; init; }

    /// <summary>The number of users.</summary>
    public required int Users { get; init; }

    /// <summary>The measured seconds.</summary>
    public required int Seconds { get; init; }

    /// <summary>The median latency of saves in milliseconds.</summary>
    public required double P50 { get; init; }

    /// <summary>The 95th percentile.</summary>
    public required double P95 { get; init; }

    /// <summary>The 99th percentile.</summary>
    public required double P99 { get; init; }

    /// <summary>The latencies of saves.</summary>
    public required IReadOnlyList<Bucket> Latencies { get; init; }

    /// <summary>The seconds of the warm-up, which nothing else contains.</summary>
    public required IReadOnlyList<Moment> WarmUp { get; init; }

    /// <summary>The measured seconds.</summary>
    public required IReadOnlyList<Moment> PerSecond { get; init; }

    /// <summary>The outcomes.</summary>
    public required IReadOnlyList<Tally> Outcomes { get; init; }

    /// <summary>The number of events.</summary>
    public required int Events { get; init; }

    /// <summary>The number of versions in the log, also of the warm-up.</summary>
    public required int Versions { get; init; }

    /// <summary>Versions that were overwritten by a save whose client had not read them.</summary>
    public required int LostUpdates { get; init; }

    /// <summary>Conflicts in documents that only one session writes.</summary>
    public required int NeedlessConflicts { get; init; }

    /// <summary>What violated the protocol, one line each.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    /// <summary>The limits that were exceeded, one line each.</summary>
    public IReadOnlyList<string> Missed { get; init; } = [];

    /// <summary>The accepted saves.</summary>
    public int Accepted => PerSecond.Sum(second => second.Accepted);

    /// <summary>The saves that were refused as conflicts.</summary>
    public int Conflicts => PerSecond.Sum(second => second.Conflicts);

    /// <summary>The requests that failed.</summary>
    public int Errors => PerSecond.Sum(second => second.Errors);

    /// <summary>The share of requests that failed.</summary>
    public double ErrorShare => (double)Errors / Math.Max(1, Outcomes.Sum(tally => tally.Count));

    /// <summary>Accepted saves per second.</summary>
    public double SavesPerSecond => (double)Accepted / Math.Max(1, Seconds);

    /// <summary>Conflicts per 1,000 responses to saves.</summary>
    public double ConflictsOf1000 => 1000.0 * Conflicts / Math.Max(1, Accepted + Conflicts);

    /// <summary>Whether it kept to the protocol and to the limits.</summary>
    public bool Passed => Violations.Count == 0 && Missed.Count == 0;

    /// <summary>The name in tables.</summary>
    public string Title => $"{Scenario}, {Server}";

    /// <summary>The column names of the table.</summary>
    public static string[] Columns { get; } = ["", "saves/s", "conflicts/1,000 saves", "errors", "lost updates", "p50 ms", "p95 ms", "p99 ms", "versions", "reads", "events", ""];

    /// <summary>The row in the table.</summary>
    public string[] Row =>
    [
        Title, $"{SavesPerSecond:n0}", $"{ConflictsOf1000:f1}", $"{Errors:n0}", $"{LostUpdates:n0}", $"{P50:f1}", $"{P95:f1}", $"{P99:f1}", $"{Versions:n0}",
        $"{Outcomes.Where(tally => tally.Request is "read").Sum(tally => tally.Count):n0}", $"{Events:n0}", Passed ? "ok" : "FAILED",
    ];
}

/// <summary>A range of latencies.</summary>
/// <param name="Milliseconds">Its upper end.</param>
/// <param name="Count">The number of saves in it.</param>
internal readonly record struct Bucket(double Milliseconds, int Count)
{
    private const double Growth = 1.02;

    /// <summary>Counts latencies in ranges whose ends are 2% apart.</summary>
    public static IReadOnlyList<Bucket> Of(IEnumerable<float> milliseconds) =>
        [.. milliseconds.CountBy(one => (int)Math.Ceiling(Math.Log(Math.Max(0.01, one), Growth))).OrderBy(pair => pair.Key).Select(pair => new Bucket(Math.Round(Math.Pow(Growth, pair.Key), 4), pair.Value))];
}
