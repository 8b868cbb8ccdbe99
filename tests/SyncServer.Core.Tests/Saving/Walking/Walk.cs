using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>A walk through every moment that a scenario can come to.</summary>
public sealed class Walk
{
    /// <summary>How many different moments there were.</summary>
    public int Moments { get; private set; }

    /// <summary>How many saves were decided.</summary>
    public int Steps { get; private set; }

    /// <summary>How many of them were accepted, by outcome.</summary>
    public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>Each fault with the first story that leads to it.</summary>
    public SortedDictionary<string, string> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes through all of it.</summary>
    /// <param name="scenario">What to go through.</param>
    /// <param name="maxMoments">Where to stop.</param>
    public static Walk Through(Scenario scenario, int maxMoments = int.MaxValue)
    {
        var begin = World.Begin(scenario);
        var seen = new HashSet<UInt128> { begin.Key() };
        var open = new Stack<(World World, Trail? Trail)>([(begin, null)]);
        var walk = new Walk();
        while (walk.Moments < maxMoments && open.TryPop(out var at))
        {
            walk.Moments++;
            foreach (var move in Moves.From(at.World))
            {
                var trail = new Trail(at.Trail, move.Told);
                walk.Note(move, trail);
                if (move.Fault is null && seen.Add(move.Next.Key()))
                {
                    open.Push((move.Next, trail));
                }
            }
        }

        return walk;
    }

    /// <summary>Fails with the stories of what was broken.</summary>
    public void Holds(Scenario scenario, ITestOutputHelper output)
    {
        output.WriteLine($"{scenario}: {Moments} moments, {Steps} saves decided: {string.Join(", ", Outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}");
        Assert.True(Broken.Count == 0, string.Join("\n", Broken.Select(b => $"{b.Key}:\n{b.Value}")));
        Assert.NotEmpty(Outcomes.Keys.Intersect([nameof(SaveOutcome.Verified), nameof(SaveOutcome.Created)]));
    }

    private void Note(Move move, Trail trail)
    {
        if (move.Step is { } step)
        {
            Steps++;
            var outcome = OutcomeOf(step.Decision);
            Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
        }

        if (move.Fault is { } fault)
        {
            Broken.TryAdd(fault, trail.ToString());
        }
    }

    /// <summary>A word for a decision.</summary>
    public static string OutcomeOf(SaveDecision decision) => decision switch
    {
        SaveDecision.Written written => $"{written.Head.Newest.Outcome}",
        SaveDecision.Repeated repeated => $"{repeated.Outcome}",
        SaveDecision.Refused refused => $"{refused.Reason}",
        _ => decision.GetType().Name,
    };

    private sealed record Trail(Trail? Before, Func<string> Told)
    {
        public override string ToString() => Before is null ? Told() : $"{Before}\n{Told()}";
    }
}
