using Xunit.Abstractions;

namespace SyncServer.Client.Tests;

/// <summary>
/// Random walks of two writers and the rules of the protocol: each step is one event, such as a word typed, a message delivered, lost, repeated or overtaken, or
/// a crash. There is no clock and no thread, so that a seed repeats its walk.
/// </summary>
public sealed class WalkTests(ITestOutputHelper output)
{
    private static readonly int Walks = 2500 * RandomRuns.Times;

    [Fact]
    public async Task No_word_is_lost_doubled_or_overwritten_unseen()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var total = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var n = 0; n < Walks; n++)
        {
            var walk = new Walk(random.Next());
            try
            {
                await walk.RunAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Walk {n} of seed {seed} (its own seed {walk.Seed}): {e.Message}\n{walk.Log}", e);
            }

            foreach (var (name, times) in walk.Counts)
            {
                total[name] = total.GetValueOrDefault(name) + times;
            }
        }

        output.WriteLine(string.Join(", ", total.Select(pair => $"{pair.Key} {pair.Value}")));
        foreach (var met in (string[])["verified", "session", "merged", "replayed", "superseded", "unchanged", "created", "deleted", "edit-conflict", "sequence-reused", "crash", "resolved", "copy", "another type", "text again", "unreadable"])
        {
            Assert.True(total.GetValueOrDefault(met) > 0, $"{met} never happened");
        }
    }
}
