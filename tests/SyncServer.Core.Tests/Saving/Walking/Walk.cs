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

    /// <summary>How many of them were written.</summary>
    public int Accepted { get; private set; }

    /// <summary>Each fault with the first story that leads to it.</summary>
    public Dictionary<string, string> Broken { get; } = new(StringComparer.Ordinal);

    /// <summary>Goes through all of it under a rule.</summary>
    public static Walk Through(Scenario scenario, Rule rule)
    {
        var begin = World.Begin(scenario, rule);
        // Digests, because the moments of a scenario are a gigabyte of text.
        var seen = new HashSet<UInt128> { begin.Key() };
        var open = new Stack<(World World, Trail? Trail)>([(begin, null)]);
        var walk = new Walk();
        while (open.TryPop(out var at))
        {
            walk.Moments++;
            foreach (var (next, step) in at.World.Next())
            {
                var trail = new Trail(at.Trail, step?.Session, step?.Number, step?.Message.Base?.Version, step?.Decision.GetType());
                if (step is not null)
                {
                    walk.Steps++;
                    walk.Accepted += step.Decision is SaveDecision.Written ? 1 : 0;
                    if (Law.Broken(step) is { } fault && !walk.Broken.ContainsKey(fault))
                    {
                        walk.Broken.Add(fault, trail.ToString());
                    }
                }

                if (seen.Add(next.Key()))
                {
                    open.Push((next, trail));
                }
            }
        }

        return walk;
    }

    /// <summary>Fails with the stories of what was broken.</summary>
    public void Holds(Scenario scenario, ITestOutputHelper output)
    {
        output.WriteLine($"{scenario}: {Moments} moments, {Steps} saves decided, {Accepted} written");
        Assert.True(Broken.Count == 0, string.Join("\n", Broken.Select(b => $"{b.Key}:\n{b.Value}")));
        Assert.True(Accepted > 0);
    }

    private sealed record Trail(Trail? Before, int? Session, int? Number, long? Base, Type? Decision)
    {
        public override string ToString()
        {
            var what = Session is null ? "reload, lock or time" : $"session {Session} save {Number} on {Base ?? 0}: {Decision!.Name}";
            return Before is null ? what : $"{Before}\n{what}";
        }
    }
}
