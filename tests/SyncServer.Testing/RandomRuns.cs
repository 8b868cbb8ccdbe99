using System.Globalization;

namespace SyncServer.Testing;

/// <summary>The length and the seed of random test runs.</summary>
public static class RandomRuns
{
    /// <summary>The factor of the length: SYNCSERVER_LONG, a positive integer; default 1.</summary>
    public static int Times { get; } = int.Parse(Read("SYNCSERVER_LONG") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The seed: SYNCSERVER_SEED; default a new one.</summary>
    public static int NextSeed() => Read("SYNCSERVER_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
