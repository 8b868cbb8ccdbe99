namespace SyncServer.Load.Bench;

/// <summary>The command line options of the bench.</summary>
internal sealed record BenchOptions(IReadOnlySet<string> Parts, bool Markdown, int Rounds, TimeSpan RoundTime, int ManyDocuments, int Saves, int Megabytes, string Folder, string? Against)
{
    public static IReadOnlyList<string> AllParts { get; } =
    [
        "speed", "edit", "documents", "versions", "postgres", "storm", "refusals", "beside", "inflight", "reads", "merge", "history", "metrics", "subscribers", "archive", "backup",
    ];
}
