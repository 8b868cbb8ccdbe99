using SyncServer.Load.Scenarios.Checking;

namespace SyncServer.Load.Scenarios;

/// <summary>What came of one scenario under one rule.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Rule">How the server decided.</param>
/// <param name="Seconds">How long the users worked.</param>
/// <param name="Traffic">What they did.</param>
/// <param name="Verdict">What the revision logs say.</param>
/// <param name="Moments">What was accepted and refused in each second.</param>
/// <param name="Faults">What must not have happened.</param>
internal sealed record Run(
    IScenario Scenario, Rule Rule, double Seconds, Traffic Traffic, Verdict Verdict, IReadOnlyList<Moment> Moments, IReadOnlyList<string> Faults)
{
    /// <summary>The names of the figures.</summary>
    public static string[] Columns { get; } = ["", "saves/s", "conflicts/1,000 saves", "lost updates", "p50 ms", "p99 ms", "versions", "reads", "events", ""];

    /// <summary>How a rule is called in tables.</summary>
    public static string NameOf(Rule rule) => rule switch
    {
        Rule.Session => "SyncServer",
        Rule.Strict => "strict ETag",
        _ => "last write wins",
    };

    /// <summary>Refused saves for each thousand that were answered.</summary>
    public double ConflictsOf1000 => 1000.0 * Traffic.Conflicts / Math.Max(1, Traffic.Accepted + Traffic.Conflicts);

    /// <summary>The figures.</summary>
    public string[] Row =>
    [
        $"{Scenario.Name}, {NameOf(Rule)}", $"{Traffic.Accepted / Seconds:n0}", $"{ConflictsOf1000:f1}", $"{Verdict.LostUpdates:n0}",
        $"{Traffic.Percentile(0.5):f1}", $"{Traffic.Percentile(0.99):f1}", $"{Verdict.Versions:n0}", $"{Traffic.Reads:n0}", $"{Traffic.Events:n0}", Faults.Count == 0 ? "ok" : "FAILED",
    ];

    /// <summary>What must not have happened: a lost save anywhere, and on this server whatever its rule rules out.</summary>
    public static IEnumerable<string> FaultsOf(IScenario scenario, Stage stage, Verdict verdict)
    {
        IEnumerable<string> faults = [.. stage.Traffic.Faults];
        if (verdict.MissingSaves > 0)
        {
            faults = faults.Append($"{verdict.MissingSaves} acknowledged saves are not in the log.");
        }

        if (stage.Rule is not Rule.Session)
        {
            return faults;
        }

        if (verdict.LostUpdates > 0)
        {
            faults = faults.Append($"{verdict.LostUpdates} versions were written over by saves whose clients had not seen them.");
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
