namespace SyncServer.Load.Bench;

/// <summary>The command line options of the bench.</summary>
internal sealed record BenchOptions(IReadOnlySet<string> Parts, bool Markdown, int Rounds, TimeSpan RoundTime, int ManyDocuments, int Saves, int Megabytes, string Folder, string? Against)
{
    public const string Usage =
        "[--rounds 5] [--seconds 6] [--many 200000] [--saves 1000000] [--megabytes 1000] [--folder <folder of the databases>] [--against <SyncServer.dll of another build, for speed>] [--markdown]";

    public static IReadOnlyList<string> AllParts { get; } =
    [
        "speed", "edit", "documents", "versions", "postgres", "storm", "refusals", "beside", "inflight", "reads", "merge", "history", "metrics", "subscribers", "archive", "backup",
    ];

    /// <exception cref="FormatException">An argument is unknown or invalid.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions(AllParts.ToHashSet(StringComparer.Ordinal), false, 5, TimeSpan.FromSeconds(6), 200_000, 1_000_000, 1_000, Path.GetTempPath(), Against: null);
        var parts = new HashSet<string>(StringComparer.Ordinal);
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var arg))
        {
            options = arg switch
            {
                "--markdown" => options with { Markdown = true },
                "--rounds" => options with { Rounds = Number(rest, arg, 1, 100) },
                "--seconds" => options with { RoundTime = TimeSpan.FromSeconds(Number(rest, arg, 1, 60)) },
                "--many" => options with { ManyDocuments = Number(rest, arg, 1_000, 1_000_000) },
                "--saves" => options with { Saves = Number(rest, arg, 1_000, 100_000_000) },
                "--megabytes" => options with { Megabytes = Number(rest, arg, 1, 100_000) },
                "--against" => options with { Against = Value(rest, arg) },
                "--folder" => options with { Folder = Value(rest, arg) },
                _ when AllParts.Contains(arg, StringComparer.Ordinal) && parts.Add(arg) => options with { Parts = parts },
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
