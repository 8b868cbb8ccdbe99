using SyncServer.Core.Policies;
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
        new("two sessions force", "*!*", "**") { Repeats = 1, LostAnswers = 1, Reloads = 1 },
        new("two sessions restore", "*^*", "**") { Repeats = 1, LostAnswers = 1, Reloads = 1 },
        new("two sessions lock the document", "**", "**") { Locks = 3, LostAnswers = 1, Reloads = 1, Expires = true },
        new("two sessions take locks from each other, delete and force", "*-*", "!*") { Locks = 3, Takeovers = true, Expires = true },
        new("two sessions need the lock", "**", "**") { Locks = 3, Takeovers = true, Mode = SaveMode.Pessimistic, Repeats = 1, Reloads = 2, Expires = true },
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_law_holds(Scenario scenario) => Walk.Through(scenario, SaveRules.Decide).Holds(scenario, output);

    /// <summary>The same walk finds the holes of the plain rule, so the check is known to bite.</summary>
    [Theory]
    [InlineData(true, "the law", "own older over newer", "written twice")]
    [InlineData(false, "the law")]
    public void The_plain_rule_breaks_it(bool sequenced, params string[] expected)
    {
        var walk = Walk.Through(new Scenario("plain", "***", "*") { Sequenced = sequenced, Repeats = 1, Reloads = 1 }, PlainRule.Decide);
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
        var walk = Walk.Through(new Scenario("strict", "**"), (command, state, now) => SaveRules.Decide(command with { Strict = true }, state, now));
        Assert.True(walk.Broken.ContainsKey("own save in flight refused"));
    }

    /// <summary>A rule that forgets the locks: the check of them bites too.</summary>
    [Theory]
    [InlineData(SaveMode.Conditional, "the lock of another session was passed")]
    [InlineData(SaveMode.Pessimistic, "written without the lock that is required")]
    public void A_rule_without_locks_breaks_it(SaveMode mode, string expected)
    {
        var walk = Walk.Through(new Scenario("no locks", "*", "*") { Locks = 2, Mode = mode }, (command, state, now) =>
            SaveRules.Decide(command with { Policy = CollectionPolicy.Default }, state with { Locks = [] }, now));
        Assert.Contains(expected, walk.Broken.Keys);
    }
}
