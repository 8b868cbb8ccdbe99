using SyncServer.Core.Policies;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// Explores every order in which the saves of a few sessions can be sent, delayed, repeated, reordered and answered, with clients that reload and settle
/// conflicts, a window that ends, records that expire and a history that is thinned, and checks the law at every step.
/// </summary>
public sealed class EveryInterleavingTests(ITestOutputHelper output)
{
    public static TheoryData<Scenario> Scenarios { get; } =
    [
        new("two sessions, three saves", "***", "**") { Repeats = 1, LostAnswers = 1, Loads = 1 },
        new("two sessions, three saves, and the window ends", "***", "**") { Loads = 1, LostAnswers = 1, Pauses = 1 },
        new("two sessions, no sequences", "nnn", "nn") { LostAnswers = 1, Loads = 1, Pauses = 1 },
        new("two sessions, some without sequences", "*n*", "n*") { LostAnswers = 1, Loads = 1, Pauses = 1 },
        new("two sessions create", "**", "**") { Exists = false, Repeats = 1, LostAnswers = 1, Loads = 2, Pauses = 1 },
        new("two sessions, one undoes", "*u*", "*") { Repeats = 1, LostAnswers = 1, Loads = 2, Pauses = 1 },
        new("two sessions change nothing", "x*x", "*x") { Repeats = 1, LostAnswers = 1, Loads = 1 },
        new("two sessions patch", "p*p", "*p") { Repeats = 1, LostAnswers = 1, Loads = 1 },
        new("two sessions patch the same", "DpD", "Ds") { LostAnswers = 1, Loads = 1, Settles = 1 },
        new("two sessions, deletes and creates", "*-*", "*-") { Repeats = 1, LostAnswers = 1, Loads = 1 },
        new("two sessions delete and create again", "-*", "-*") { Repeats = 1, LostAnswers = 1, Loads = 1, Settles = 1 },
        new("two sessions force", "*!*", "**") { Repeats = 1, Loads = 1 },
        new("two sessions force patches", "vf*", "**") { LostAnswers = 1, Loads = 1, Settles = 1 },
        new("two sessions restore", "*^*", "*") { Repeats = 1, LostAnswers = 1, Loads = 1 },
        new("two sessions settle", "**", "*d") { LostAnswers = 1, Repeats = 1, Settles = 2 },
        new("two sessions, page loads", "***", "*") { Repeats = 1, LostAnswers = 1, Loads = 2, LoadsInNewSession = true },
        new("two sessions, records expire", "***", "*") { Repeats = 1, LostAnswers = 1, Ages = 2, Loads = 1 },
        new("two sessions, the history is thinned", "****", "*") { Repeats = 1, LostAnswers = 1, Thinnings = 1 },
        new("two sessions lock the document", "**", "**") { Locks = 2, LostAnswers = 1, Pauses = 1 },
        new("two sessions take over locks, delete and force", "*-", "!*") { Locks = 3, Takeovers = true, Pauses = 1 },
        new("two sessions need locks", "**", "*") { Locks = 2, Takeovers = true, Mode = SaveMode.Pessimistic, Repeats = 1, Loads = 1, Pauses = 1 },
        new("two sessions, conflicts are refused early", "***", "**") { Early = RecentConflicts.None, Repeats = 1, Loads = 1 },
        new("two sessions, conflicts are refused early, and the window ends", "*d*", "*-") { Early = RecentConflicts.None, LostAnswers = 1, Settles = 1, Pauses = 1 },
        new("two sessions, conflicts are refused early, some without sequences", "*n*", "*n") { Early = RecentConflicts.None, LostAnswers = 1, Loads = 1, Settles = 1 },
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_law_holds(Scenario scenario) => Walk.Through(scenario).Holds(scenario, output);
}
