using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>An exhaustive walk through every reachable state of a scenario.</summary>
public sealed class Walk
{
    /// <summary>The number of distinct states.</summary>
    public int States { get; private set; }

    /// <summary>The number of decided saves.</summary>
    public int Steps { get; private set; }

    /// <summary>The number of decisions by outcome.</summary>
    public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>Each violated invariant with the first trace that leads to it.</summary>
    public SortedDictionary<string, string> Violations { get; } = new(StringComparer.Ordinal);

    /// <summary>Explores a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="maxStates">The maximum number of states.</param>
    public static Walk Through(Scenario scenario, int maxStates = int.MaxValue)
    {
        var begin = World.Begin(scenario);
        var visited = new HashSet<UInt128> { begin.Key() };
        var open = new Stack<(World World, Trace? Trace)>([(begin, null)]);
        var walk = new Walk();
        while (walk.States < maxStates && open.TryPop(out var at))
        {
            walk.States++;
            foreach (var move in Moves.From(at.World))
            {
                var trace = new Trace(at.Trace, move.Describe);
                walk.Record(move, trace);
                if (move.Fault is null && visited.Add(move.Next.Key()))
                {
                    open.Push((move.Next, trace));
                }
            }
        }

        return walk;
    }

    /// <summary>Fails with the traces if an invariant was violated.</summary>
    public void Holds(Scenario scenario, ITestOutputHelper output)
    {
        output.WriteLine($"{scenario}: {States} states, {Steps} saves decided: {string.Join(", ", Outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}"))}");
        Assert.True(Violations.Count == 0, string.Join("\n", Violations.Select(b => $"{b.Key}:\n{b.Value}")));
        Assert.NotEmpty(Outcomes.Keys.Intersect([nameof(SaveOutcome.Verified), nameof(SaveOutcome.Created)]));
    }

    private void Record(Move move, Trace trace)
    {
        if (move.Step is { } step)
        {
            Steps++;
            var outcome = OutcomeOf(step.Decision);
            Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
        }

        if (move.Fault is { } fault)
        {
            Violations.TryAdd(fault, trace.ToString());
        }
    }

    /// <summary>The name of a decision.</summary>
    public static string OutcomeOf(SaveDecision decision) => decision switch
    {
        SaveDecision.Written written => $"{written.Head.Newest.Outcome}",
        SaveDecision.Repeated repeated => $"{repeated.Outcome}",
        SaveDecision.Refused refused => $"{refused.Reason}",
        _ => decision.GetType().Name,
    };

    private sealed record Trace(Trace? Before, Func<string> Describe)
    {
        public override string ToString() => Before is null ? Describe() : $"{Before}\n{Describe()}";
    }
}
