using SyncServer.Load.Clients;

namespace SyncServer.Load.Tests;

/// <summary>The simulated typing has the rates of the study that it names.</summary>
public sealed class KeystrokesTests
{
    [Fact]
    public void People_type_as_fast_as_in_the_study_apart_from_pauses()
    {
        // A debounce of 1 ms saves after every key, so that each interval is seen. Pauses between bursts are longer than 2 s.
        var intervals = Enumerable.Range(0, 2_000).SelectMany(person =>
        {
            var keystrokes = new Keystrokes(new Random(person), TimeSpan.FromMilliseconds(1), pace: 1);
            return Enumerable.Range(0, 50).Select(_ => keystrokes.UntilSave().Time.TotalMilliseconds);
        }).Where(interval => interval < 2_000).ToList();
        Assert.InRange(intervals.Average(), 225, 250);
    }

    [Fact]
    public void The_same_seed_types_the_same() =>
        Assert.Equal(Typed(seed: 7), Typed(seed: 7));

    [Fact]
    public void A_pace_makes_it_faster_and_changes_nothing_else()
    {
        Assert.Equal(Typed(seed: 7).Select(save => save.Characters), Typed(seed: 7, pace: 10).Select(save => save.Characters));
        Assert.Equal(Typed(seed: 7).Sum(save => save.Time.TotalSeconds), Typed(seed: 7, pace: 10).Sum(save => save.Time.TotalSeconds) * 10, 3);
    }

    private static List<(TimeSpan Time, int Characters)> Typed(int seed, double pace = 1)
    {
        var keystrokes = new Keystrokes(new Random(seed), TimeSpan.FromMilliseconds(300), pace);
        return [.. Enumerable.Range(0, 100).Select(_ => keystrokes.UntilSave())];
    }
}
