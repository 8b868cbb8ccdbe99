namespace SyncServer.Load.Scenarios;

/// <summary>The command line options of the scenarios.</summary>
internal sealed record ScenarioOptions(IReadOnlyList<IScenario> Scenarios, IReadOnlyList<Rule> Rules, int Users, TimeSpan Time, int Seed, string? Report, bool Markdown)
{
    public const string Usage = "[--users 20] [--seconds 10] [--seed 1] [--report <file.html>] [--markdown]";

    public static IReadOnlyList<IScenario> All { get; } =
        [new Typing(), new HotRecord(), new MobileResume(), new OfflineBatch(), new ReadersAndEvents(), new MixedDay()];

    private static readonly Dictionary<string, Rule> RuleNames = new(StringComparer.Ordinal)
    {
        ["session"] = Rule.Session,
        ["strict"] = Rule.Strict,
        ["lastwrite"] = Rule.LastWrite,
    };

    /// <summary>The names of the rules on the command line.</summary>
    public static string RuleList => string.Join('|', RuleNames.Keys);

    /// <summary>Reads the command line of <c>run</c>, or of <c>compare</c>, which runs all rules.</summary>
    /// <exception cref="FormatException">An argument is unknown or invalid.</exception>
    public static ScenarioOptions Parse(string[] args, bool compares)
    {
        var options = new ScenarioOptions(All, compares ? [.. RuleNames.Values] : [Rule.Session], 20, TimeSpan.FromSeconds(10), 1, null, false);
        IReadOnlyList<IScenario> scenarios = [];
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var arg))
        {
            options = arg switch
            {
                "--users" => options with { Users = Number(rest, arg, 1, 1_000) },
                "--seconds" => options with { Time = TimeSpan.FromSeconds(Number(rest, arg, 1, 600)) },
                "--seed" => options with { Seed = Number(rest, arg, 0, 1_000_000) },
                "--report" => options with { Report = Value(rest, arg) },
                "--markdown" => options with { Markdown = true },
                "--rule" when !compares && RuleNames.TryGetValue(Value(rest, arg), out var rule) => options with { Rules = [rule] },
                _ when All.FirstOrDefault(one => string.Equals(one.Name, arg, StringComparison.Ordinal)) is { } scenario => options with { Scenarios = scenarios = [.. scenarios, scenario] },
                _ => throw new FormatException($"Unknown argument '{arg}'."),
            };
        }

        return options;
    }

    private static string Value(Queue<string> rest, string name) =>
        rest.TryDequeue(out var value) ? value : throw new FormatException($"{name} requires a value.");

    private static int Number(Queue<string> rest, string name, int least, int most) =>
        int.TryParse(Value(rest, name), out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} must be a number from {least} to {most}.");
}
