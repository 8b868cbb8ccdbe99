using System.Globalization;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// Random walks of two or three sessions. <c>SYNCSERVER_LONG</c> multiplies the number of walks, <c>SYNCSERVER_SEED</c> sets the first seed.
/// </summary>
public sealed class RandomWalkTests(ITestOutputHelper output)
{
    private const int Moves = 120;

    [Fact]
    public void The_law_holds()
    {
        var walks = 4000 * Setting("SYNCSERVER_LONG", 1);
        var seed = Setting("SYNCSERVER_SEED", Random.Shared.Next(1_000_000_000));
        output.WriteLine($"{walks} walks from seed {seed}");
        var outcomes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < walks; i++)
        {
            var walk = RandomWalk.Go(seed + i, Moves, early: i % 2 is 0 ? EarlyRefusal.Never : RecentConflicts.None);
            Assert.True(walk.Report is null, walk.Report);
            foreach (var (outcome, count) in walk.Outcomes)
            {
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + count;
            }
        }

        output.WriteLine($"{outcomes.Values.Sum()} saves decided: {string.Join(", ", outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}");
    }

    private static int Setting(string name, int @default) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : @default;
}
