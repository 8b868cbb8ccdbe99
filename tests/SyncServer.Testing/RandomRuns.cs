using System.Globalization;

namespace SyncServer.Testing;

/// <summary>How long the random runs are, and what they follow from.</summary>
public static class RandomRuns
{
    /// <summary>How many times as long as by default: SYNCSERVER_LONG, a positive integer; 1 where it is not set.</summary>
    public static int Times { get; } = int.Parse(Read("SYNCSERVER_LONG") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The seed to repeat, SYNCSERVER_SEED; a new one where it is not set.</summary>
    public static int NextSeed() => Read("SYNCSERVER_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
