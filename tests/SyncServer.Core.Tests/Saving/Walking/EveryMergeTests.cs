using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The same walk where stale saves are merged. A class of its own, so that both run side by side.</summary>
public sealed class EveryMergeTests(ITestOutputHelper output)
{
    public static TheoryData<Scenario> Scenarios { get; } =
    [
        new("two sessions merge", "***", "**") { Merges = true, Repeats = 1, LostAnswers = 1 },
        new("two sessions merge when the window is over", "**", "***") { Merges = true, LostAnswers = 1, Expires = true },
        new("two sessions merge, one undoes", "*0*", "*0") { Merges = true, LostAnswers = 1 },
        new("two sessions merge, one undoes and reloads", "*0*", "**") { Merges = true, Repeats = 1, Reloads = 1 },
        new("two sessions merge, restore and undo", "*^*0", "**") { Merges = true, LostAnswers = 1 },
        new("two sessions merge, force and undo", "*!0", "**") { Merges = true, LostAnswers = 1, Reloads = 1 },
        new("two sessions merge and undo without sequences", "*0*", "**") { Merges = true, Sequenced = false, LostAnswers = 1 },
        new("two sessions merge and reload", "**", "***") { Merges = true, Reloads = 2 },
        new("two sessions merge without sequences", "**", "**") { Merges = true, Sequenced = false, LostAnswers = 1, Reloads = 1 },
        new("three sessions merge", "**", "**", "**") { Merges = true, LostAnswers = 1 },
        new("two sessions force and merge", "*!*", "**") { Merges = true, LostAnswers = 1, Reloads = 1 },
        new("two sessions restore and merge", "*^*", "***") { Merges = true, LostAnswers = 1, Reloads = 1 },
        new("two sessions lock their fields and merge", "***", "**") { Merges = true, Locks = 2, LostAnswers = 1 },
        new("two sessions lock all, merge, force and restore", "*!^", "**") { Merges = true, LocksAll = true, Locks = 2, Takeovers = true, Reloads = 1 },
        new("two sessions lock their fields, force and restore, and the window runs out", "*!*", "*^") { Merges = true, Locks = 2, LocksOutliveWindow = true, Expires = true, Reloads = 1 },
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_law_holds(Scenario scenario) => Walk.Through(scenario, SaveRules.Decide).Holds(scenario, output);
}
