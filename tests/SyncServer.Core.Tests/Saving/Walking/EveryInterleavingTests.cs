using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// Walks every order in which the saves of a few sessions can be sent, delayed, repeated, reordered and answered, with clients that
/// reload and a window that runs out, and checks the law at every step.
/// </summary>
public sealed class EveryInterleavingTests(ITestOutputHelper output)
{
    public static TheoryData<Scenario> Scenarios { get; } =
    [
        new("two sessions, three saves, everything goes wrong", "***", "***") { Repeats = 1, LostAnswers = 1, Reloads = 2, Expires = true },
        new("two sessions, three saves, no sequences", "***", "***") { Sequenced = false, LostAnswers = 1, Reloads = 2, Expires = true },
        new("two sessions create", "***", "**") { Exists = false, Repeats = 1, LostAnswers = 1, Reloads = 2, Expires = true },
        new("two sessions, one goes back to what it had", "XYX", "**") { Repeats = 1, LostAnswers = 1, Reloads = 2, Expires = true },
        new("two sessions write the same", "XY", "XYX") { Repeats = 1, LostAnswers = 1, Reloads = 2 },
        new("two sessions, deletes and creates", "*-*", "*-") { Repeats = 1, LostAnswers = 1, Reloads = 2, Expires = true },
        new("three sessions, three saves", "***", "***", "***") { Reloads = 1 },
        new("three sessions, everything goes wrong", "**", "**", "**") { Repeats = 1, LostAnswers = 1, Reloads = 2, Expires = true },
        new("three sessions create", "**", "**", "*") { Exists = false, LostAnswers = 1, Reloads = 2 },
        new("two sessions merge", "***", "**") { Merges = true, Repeats = 1, LostAnswers = 1 },
        new("two sessions merge when the window is over", "**", "***") { Merges = true, LostAnswers = 1, Expires = true },
        new("two sessions merge and reload", "**", "***") { Merges = true, Reloads = 2 },
        new("two sessions merge without sequences", "**", "**") { Merges = true, Sequenced = false, LostAnswers = 1, Reloads = 1 },
        new("three sessions merge", "**", "**", "**") { Merges = true, LostAnswers = 1 },
        new("two sessions force", "*!*", "**") { Repeats = 1, LostAnswers = 1, Reloads = 1 },
        new("two sessions force and merge", "*!*", "**") { Merges = true, LostAnswers = 1, Reloads = 1 },
        new("two sessions restore", "*^*", "**") { Repeats = 1, LostAnswers = 1, Reloads = 1 },
        new("two sessions restore and merge", "*^*", "***") { Merges = true, LostAnswers = 1, Reloads = 1 },
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_law_holds(Scenario scenario)
    {
        var walk = Walk(scenario, SaveRules.Decide);
        output.WriteLine($"{scenario}: {walk.Moments} moments, {walk.Steps} saves decided, {walk.Accepted} written");
        Assert.True(walk.Broken.Count == 0, string.Join("\n", walk.Broken.Select(b => $"{b.Key}:\n{b.Value}")));
        Assert.True(walk.Accepted > 0);
    }

    /// <summary>The same walk finds the holes of the plain rule, so the check is known to bite.</summary>
    [Theory]
    [InlineData(true, "the law", "own older over newer", "written twice")]
    [InlineData(false, "the law")]
    public void The_plain_rule_breaks_it(bool sequenced, params string[] expected)
    {
        var walk = Walk(new Scenario("plain", "***", "*") { Sequenced = sequenced, Repeats = 1, Reloads = 1 }, PlainRule.Decide);
        foreach (var (fault, example) in walk.Broken)
        {
            output.WriteLine($"{fault}:\n{example}\n");
        }

        Assert.All(expected, fault => Assert.Contains(walk.Broken.Keys, found => found.StartsWith(fault, StringComparison.Ordinal)));
    }

    /// <summary>Plain optimistic locking refuses the second save of a burst: the check for needless refusals bites too.</summary>
    [Fact]
    public void Strict_equality_refuses_own_saves_in_flight()
    {
        var walk = Walk(new Scenario("strict", "**"), (command, state, now) => SaveRules.Decide(command with { Strict = true }, state, now));
        Assert.True(walk.Broken.ContainsKey("own save in flight refused"));
    }

    private static Result Walk(Scenario scenario, Rule rule)
    {
        var begin = World.Begin(scenario, rule);
        var seen = new HashSet<string>(StringComparer.Ordinal) { begin.Key() };
        var open = new Stack<(World World, Trail? Trail)>([(begin, null)]);
        var result = new Result();
        while (open.TryPop(out var at))
        {
            result.Moments++;
            foreach (var (next, step) in at.World.Next())
            {
                var trail = new Trail(at.Trail, step is null ? "reload or time" : $"session {step.Session} save {step.Number} on {step.Message.Base?.Version ?? 0}: {step.Decision.GetType().Name}");
                if (step is not null)
                {
                    result.Steps++;
                    result.Accepted += step.Decision is SaveDecision.Written ? 1 : 0;
                    if (Law.Broken(step) is { } fault)
                    {
                        result.Broken.TryAdd(fault, trail.ToString());
                    }
                }

                if (seen.Add(next.Key()))
                {
                    open.Push((next, trail));
                }
            }
        }

        return result;
    }

    private sealed record Trail(Trail? Before, string What)
    {
        public override string ToString() => Before is null ? What : $"{Before}\n{What}";
    }

    private sealed class Result
    {
        public int Moments { get; set; }

        public int Steps { get; set; }

        public int Accepted { get; set; }

        /// <summary>Each fault with the first story that leads to it.</summary>
        public Dictionary<string, string> Broken { get; } = new(StringComparer.Ordinal);
    }
}
