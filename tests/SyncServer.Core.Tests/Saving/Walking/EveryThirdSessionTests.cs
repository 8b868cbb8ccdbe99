using SyncServer.Core.Saving;
using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The same walk with a third session. A class of its own, so that both run side by side.</summary>
public sealed class EveryThirdSessionTests(ITestOutputHelper output)
{
    public static TheoryData<Scenario> Scenarios { get; } =
    [
        new("three sessions, three saves", "***", "***", "***") { Reloads = 1 },
        new("three sessions, everything goes wrong", "**", "**", "**") { Repeats = 1, LostAnswers = 1, Reloads = 2, Expires = true },
        new("three sessions create", "**", "**", "*") { Exists = false, LostAnswers = 1, Reloads = 2 },
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_law_holds(Scenario scenario) => Walk.Through(scenario, SaveRules.Decide).Holds(scenario, output);
}
