using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The same walk with merging of stale saves. A separate class, so that both run in parallel.</summary>
public sealed class EveryMergeTests(ITestOutputHelper output)
{
    public static TheoryData<Scenario> Scenarios { get; } =
    [
        new("two sessions merge", "***", "**") { Merges = true, Repeats = 1, LostAnswers = 1 },
        new("two sessions merge after the window", "***", "**") { Merges = true, LostAnswers = 1, Pauses = 1 },
        new("two sessions merge, one undoes", "*u*", "*u") { Merges = true, LostAnswers = 1, Repeats = 1 },
        new("two sessions merge, one removes a word and adds it again", "dd*", "**") { Merges = true, Repeats = 1, LostAnswers = 1, Settles = 1 },
        new("two sessions merge, both remove the same word", "d*d", "d*") { Merges = true, LostAnswers = 1, Settles = 1 },
        new("two sessions merge in the same field", "s*", "sd") { Merges = true, LostAnswers = 1, Settles = 2 },
        new("two sessions merge patches", "pp*", "pd") { Merges = true, LostAnswers = 1, Repeats = 1 },
        new("two sessions merge patches, and change nothing", "xDp", "xD") { Merges = true, LostAnswers = 1, Settles = 1 },
        new("two sessions merge and load", "*d", "**") { Merges = true, Loads = 2, Repeats = 1 },
        new("two sessions merge and reload pages", "*d*", "*") { Merges = true, Loads = 1, LoadsInNewSession = true, Repeats = 1, LostAnswers = 1 },
        new("two sessions merge without sequences", "n*", "*n") { Merges = true, LostAnswers = 1, Loads = 1, Settles = 1 },
        new("two sessions merge, delete and create", "-*", "*-*") { Merges = true, LostAnswers = 1, Settles = 1 },
        new("two sessions merge, delete and create, and load", "-*", "d*") { Merges = true, Loads = 1, LostAnswers = 1, Repeats = 1 },
        new("two sessions merge, restore and undo", "*^*", "**") { Merges = true, LostAnswers = 1, Settles = 1 },
        new("two sessions merge, force and undo", "*!u", "d*") { Merges = true, LostAnswers = 1, Loads = 1 },
        new("two sessions merge and force patches", "f*", "vd") { Merges = true, LostAnswers = 1, Repeats = 1, Settles = 1 },
        new("two sessions merge, records expire", "*d*", "d") { Merges = true, Repeats = 1, LostAnswers = 1, Ages = 2 },
        new("two sessions merge, records expire and the history is thinned", "*d", "d*") { Merges = true, Repeats = 1, Ages = 2, Thinnings = 1 },
        new("two sessions merge, the history is thinned", "*d**", "*") { Merges = true, Repeats = 1, LostAnswers = 1, Thinnings = 1 },
        new("two sessions lock their fields and merge", "**", "**") { Merges = true, Locks = 2, LostAnswers = 1 },
        new("two sessions lock the document, merge, force and restore", "!^", "**") { Merges = true, LocksAll = true, Locks = 1, Takeovers = true },
        new("two sessions lock their fields, force and restore, and the window ends", "*!", "*^") { Merges = true, Locks = 1, LocksOutliveWindow = true, Pauses = 1 },
        new("two sessions merge, and conflicts are refused early", "*d*", "*s") { Merges = true, Early = RecentConflicts.None, LostAnswers = 1, Settles = 1 },
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_law_holds(Scenario scenario) => Walk.Through(scenario).Holds(scenario, output);
}
