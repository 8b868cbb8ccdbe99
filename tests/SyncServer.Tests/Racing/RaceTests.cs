using System.Diagnostics;
using SyncServer.Testing.Racing;
using Xunit.Abstractions;

namespace SyncServer.Tests.Racing;

/// <summary>Many sessions on a few hot documents, over real sockets; then the record is checked against the law.</summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    private const int MostSaves = 5000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task No_save_is_lost_and_none_is_written_over_unseen()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(
            data.FullPath, "--Sync:ReorderWait=00:00:00.050", "--Sync:Collections:forced:AllowForce=true", "--Sync:Collections:quick:Window=00:00:00.030");
        var documents = new[] { SyncApp.NewDocument(), SyncApp.NewDocument("forced"), SyncApp.NewDocument("quick") };
        var racers = await SetUpAsync(server.Url, documents, random);

        await Task.WhenAll(racers.Select(racer => racer.RunAsync()));

        var saves = racers.SelectMany(racer => racer.Saves).ToList();
        var outcomes = saves.SelectMany(save => save.Answers).CountBy(answer => answer.Outcome ?? $"{(int)answer.Status}").ToDictionary();
        output.WriteLine(string.Join(", ", outcomes.Select(pair => $"{pair.Key} {pair.Value}")));
        var reader = await Caller.SignInAsync(Wire.Connect(server.Url), "Reader");
        foreach (var document in documents)
        {
            var verdict = await RaceVerdict.ReadAsync(reader, document, saves.FindAll(save => save.Document == document));
            verdict.TheLawHolds();
            verdict.NoOwnOlderIsOverNewer();
            verdict.EverySaveIsAccountedFor();
        }

        // A race in which nothing happened proves nothing.
        string[] seen = ["created", "verified", "session", "replayed", "superseded", "forced", "deleted", "412"];
        Assert.All(seen, outcome => Assert.True(outcomes.GetValueOrDefault(outcome) > 0, $"no {outcome} with seed {seed}"));
    }

    private static async Task<List<Racer>> SetUpAsync(Uri url, string[] documents, Random random)
    {
        var start = Stopwatch.GetTimestamp();
        var left = MostSaves;
        bool GoesOn() => Interlocked.Decrement(ref left) > 0 && Stopwatch.GetElapsedTime(start) < MostTime;
        var racers = new List<Racer>();
        foreach (var person in (string[])["amy", "bob", "cora"])
        {
            var caller = await Caller.SignInAsync(Wire.Connect(url), person);
            for (var tab = 0; tab < 3; tab++)
            {
                // Everybody uses the same three ids; the last of them does not count its saves.
                var session = caller.In($"session-{tab}");
                racers.AddRange(documents.Select(document =>
                    new Racer(session, $"{person}-{tab}", document, counts: tab < 2, new Random(random.Next()), GoesOn)));
            }
        }

        return racers;
    }
}
