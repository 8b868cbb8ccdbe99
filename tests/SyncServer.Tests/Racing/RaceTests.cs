using SyncServer.Testing.Racing;
using Xunit.Abstractions;

namespace SyncServer.Tests.Racing;

/// <summary>Many sessions save a few documents over real sockets; then the history is checked against the law (docs/protocol.md, section 4).</summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_save_is_lost_and_no_unseen_version_is_overwritten()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath, Race.Settings);
        var documents = new[] { SyncApp.NewDocument(), SyncApp.NewDocument("forced"), SyncApp.NewDocument("quick") };
        var race = await Race.SetUpAsync(() => Wire.Connect(server.Url), documents, new Random(seed), maxSaves: 5000, TimeSpan.FromSeconds(10));

        await race.RunAsync();

        var outcomes = race.Outcomes;
        output.WriteLine(string.Join(", ", outcomes.Select(pair => $"{pair.Key} {pair.Value}")));
        await race.CheckAsync(await Caller.SignInAsync(Wire.Connect(server.Url), "Reader"));

        // A run without these outcomes proves nothing.
        string[] seen = ["created", "verified", "session", "replayed", "superseded", "forced", "deleted", "412"];
        Assert.All(seen, outcome => Assert.True(outcomes.GetValueOrDefault(outcome) > 0, $"no {outcome} with seed {seed}"));
    }
}
