using SyncServer.Load.Scenarios.Checking;

namespace SyncServer.Load.Scenarios;

/// <summary>The result of one scenario with one rule.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Rule">The rule of the server.</param>
/// <param name="Seconds">The duration in seconds.</param>
/// <param name="Traffic">The recorded traffic.</param>
/// <param name="Verdict">The result of checking the revisions.</param>
/// <param name="Moments">The accepted and refused saves of each second.</param>
/// <param name="Faults">The violations.</param>
internal sealed record Run(
    IScenario Scenario, Rule Rule, double Seconds, Traffic Traffic, Verdict Verdict, IReadOnlyList<Moment> Moments, IReadOnlyList<string> Faults)
{
    /// <summary>The column names.</summary>
    public static string[] Columns { get; } = ["", "saves/s", "conflicts/1,000 saves", "lost updates", "p50 ms", "p99 ms", "versions", "reads", "events", ""];

    /// <summary>The name of a rule in tables.</summary>
    public static string NameOf(Rule rule) => rule switch
    {
        Rule.Session => "SyncServer",
        Rule.Strict => "strict ETag",
        _ => "last write wins",
    };

    /// <summary>Conflicts per 1,000 responses to saves.</summary>
    public double ConflictsOf1000 => 1000.0 * Traffic.Conflicts / Math.Max(1, Traffic.Accepted + Traffic.Conflicts);

    /// <summary>The row in the table.</summary>
    public string[] Row =>
    [
        $"{Scenario.Name}, {NameOf(Rule)}", $"{Traffic.Accepted / Seconds:n0}", $"{ConflictsOf1000:f1}", $"{Verdict.LostUpdates:n0}",
        $"{Traffic.Percentile(0.5):f1}", $"{Traffic.Percentile(0.99):f1}", $"{Verdict.Versions:n0}", $"{Traffic.Reads:n0}", $"{Traffic.Events:n0}", Faults.Count == 0 ? "ok" : "FAILED",
    ];

    /// <summary>The violations: a lost save on any server, and on this server whatever its rule excludes.</summary>
    public static IEnumerable<string> FaultsOf(IScenario scenario, Stage stage, Verdict verdict)
    {
        IEnumerable<string> faults = [.. stage.Traffic.Faults];
        if (verdict.MissingSaves > 0)
        {
            faults = faults.Append($"{verdict.MissingSaves} acknowledged saves are not in the revisions.");
        }

        if (stage.Rule is not Rule.Session)
        {
            return faults;
        }

        if (verdict.LostUpdates > 0)
        {
            faults = faults.Append($"{verdict.LostUpdates} versions were overwritten by saves whose clients had not read them.");
        }

        if (verdict.NeedlessConflicts > 0)
        {
            faults = faults.Append($"{verdict.NeedlessConflicts} conflicts in documents that only one session writes.");
        }

        return faults.Concat(scenario.Check(stage));
    }
}

/// <summary>One second of a run.</summary>
/// <param name="Accepted">Saves that were accepted.</param>
/// <param name="Conflicts">Saves that were refused as conflicts.</param>
internal readonly record struct Moment(int Accepted, int Conflicts);
