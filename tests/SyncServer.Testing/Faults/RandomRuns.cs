using System.Globalization;

namespace SyncServer.Testing.Faults;

/// <summary>How long the random runs are, and what they follow from.</summary>
public static class RandomRuns
{
    /// <summary>How many times as long as by default (SYNC_LONG; default 1).</summary>
    public static int Times { get; } = int.Parse(Environment.GetEnvironmentVariable("SYNC_LONG") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The seed to repeat (SYNC_SEED), else a new one.</summary>
    public static int NextSeed() => Environment.GetEnvironmentVariable("SYNC_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();
}
