using System.Globalization;

namespace SyncServer.Testing;

/// <summary>The length and seed of random tests.</summary>
public static class RandomRuns
{
    /// <summary>The factor of their length: SYNCSERVER_LONG, a positive integer; 1 if it is not set.</summary>
    public static int Times { get; } = int.Parse(Read("SYNCSERVER_LONG") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The seed: SYNCSERVER_SEED, to repeat a run; a random one if it is not set.</summary>
    public static int NextSeed() => Read("SYNCSERVER_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
