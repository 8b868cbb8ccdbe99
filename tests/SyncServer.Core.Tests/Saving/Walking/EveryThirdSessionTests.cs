using Xunit.Abstractions;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The same walk with a third session. A separate class, so that both run in parallel.</summary>
public sealed class EveryThirdSessionTests(ITestOutputHelper output)
{
    public static TheoryData<Scenario> Scenarios { get; } =
    [
        new("three sessions", "**", "**", "*") { Loads = 1, LostAnswers = 1 },
        new("three sessions, responses are lost", "**", "*", "*") { Repeats = 1, LostAnswers = 1, Pauses = 1 },
        new("three sessions create and delete", "*-", "*-", "*") { Exists = false, LostAnswers = 1, Loads = 1 },
        new("three sessions merge", "*d", "*d", "*d") { Merges = true, LostAnswers = 1 },
        new("three sessions merge and delete", "*d", "-*", "*") { Merges = true, LostAnswers = 1, Settles = 1 },
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_law_holds(Scenario scenario) => Walk.Through(scenario).Holds(scenario, output);
}
